// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpreply.h"

#include <QtCore/qobject.h>

#include <memory>

class QIcmpRequestPrivate;

/// A request made by QIcmpManager::ping(). It belongs to the caller, is no child of the manager,
/// lives in the manager's thread and by default deletes itself after finished().
///
/// Signals come from the event loop only, so there is time to connect to them after ping()
/// returned. Deleting a request that has not finished cancels it, and nothing is emitted. When the
/// manager goes first, its requests fail with QIcmpError::Code::Canceled.
class QICMP_EXPORT QIcmpRequest : public QObject
{
    Q_OBJECT
public:
    ~QIcmpRequest() override;

    QIcmpId id() const;
    QString host() const;         ///< as it was given, empty for an address
    QHostAddress address() const; ///< null while a name is being resolved, or if that failed
    bool isFinished() const;      ///< true from before succeeded() or failed() is emitted

    /// Ends the request with QIcmpError::Code::Canceled, which failed() tells from the event loop.
    /// Does nothing when it has finished.
    void cancel();

    /// Whether it deletes itself after finished(), as by QObject::deleteLater(). True unless set.
    bool autoDelete() const;
    void setAutoDelete(bool autoDelete);

Q_SIGNALS:
    /// Exactly one of these two is emitted, once, and then finished().
    void succeeded(const QIcmpReply &reply);
    void failed(const QIcmpError &error);
    void finished();

private:
    friend class QIcmpRequestPrivate;
    explicit QIcmpRequest(std::unique_ptr<QIcmpRequestPrivate> dd);
    std::unique_ptr<QIcmpRequestPrivate> d;
};
