// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpreply.h"
#include "recycled_p.h"

#include "engine/engineevent.h"

#include <QtCore/qshareddata.h>

#include <utility>

/// What replies and errors hold: the engine's event as it is. Addresses, dates and words are made
/// when somebody asks, for of most replies nobody asks for more than the round-trip time.
class QIcmpReplyData final : public QSharedData, public qicmp::Recycled<QIcmpReplyData>
{
public:
    qicmp::EngineEvent event;
    QString host;

    QIcmpReplyData() = default;
    QIcmpReplyData(const qicmp::EngineEvent &e, QString h) : event(e), host(std::move(h)) {}

    static QIcmpReply make(const qicmp::EngineEvent &event, const QString &host);
};

class QIcmpErrorData final : public QSharedData, public qicmp::Recycled<QIcmpErrorData>
{
public:
    qicmp::EngineEvent event;
    QString host;
    QString message; ///< empty: made from the event

    QIcmpErrorData() = default;
    QIcmpErrorData(const qicmp::EngineEvent &e, QString h, QString m)
        : event(e), host(std::move(h)), message(std::move(m))
    {
    }

    static QIcmpError make(const qicmp::EngineEvent &event, const QString &host,
                           const QString &message = {});
};
