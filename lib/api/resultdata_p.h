// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpreply.h"

#include "engine/engineevent.h"

#include <QtCore/qshareddata.h>

/// What replies and errors hold: the engine's event as it is. Addresses, dates and words are made
/// when somebody asks, for of most replies nobody asks for more than the round-trip time.
class QIcmpReplyData : public QSharedData
{
public:
    qicmp::EngineEvent event;
    QString host;

    static QIcmpReply make(const qicmp::EngineEvent &event, const QString &host);
};

class QIcmpErrorData : public QSharedData
{
public:
    qicmp::EngineEvent event;
    QString host;
    QString message; ///< empty: made from the event

    static QIcmpError make(const qicmp::EngineEvent &event, const QString &host,
                           const QString &message = {});
};
