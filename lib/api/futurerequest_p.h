// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpresult.h"
#include "requestowner_p.h"

#include <QtCore/qfuturewatcher.h>
#include <QtCore/qpromise.h>
#include <QtCore/qscopedpointer.h>

class QIcmpManagerPrivate;

namespace qicmp {

/// A request whose outcome fulfils a future. Deletes itself then.
class FutureRequest final : public RequestOwner
{
public:
    explicit FutureRequest(QIcmpManagerPrivate *manager);

    QFuture<QIcmpResult> future() { return m_promise.future(); }
    void setId(QIcmpId id) { m_id = id; }

    void requestSucceeded(const QIcmpReply &reply) override { fulfil(reply); }
    void requestFailed(const QIcmpError &error) override { fulfil(error); }

private:
    using Watcher = QFutureWatcher<QIcmpResult>;

    ~FutureRequest();

    void fulfil(const QIcmpResult &result);

    QIcmpManagerPrivate *m_manager;
    QIcmpId m_id = 0;
    QPromise<QIcmpResult> m_promise;
    QScopedPointer<Watcher, QScopedPointerDeleteLater> m_watcher;
};

} // namespace qicmp
