// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "futurerequest_p.h"

#include "qicmpmanager_p.h"

namespace qicmp {

FutureRequest::FutureRequest(QIcmpManagerPrivate *manager)
    : m_manager(manager), m_watcher(new Watcher)
{
    m_promise.start();
    // QFuture::cancel() ends the request, whose failure then finishes the future.
    QObject::connect(m_watcher.get(), &Watcher::canceled, m_watcher.get(),
                     [this] { m_manager->cancel(m_id); });
    m_watcher->setFuture(m_promise.future());
}

FutureRequest::~FutureRequest()
{
    m_watcher->disconnect();
}

void FutureRequest::fulfil(const QIcmpResult &result)
{
    QPromise<QIcmpResult> promise = std::move(m_promise);
    delete this; // before a continuation runs, which may delete the manager
    promise.addResult(result);
    promise.finish();
}

} // namespace qicmp
