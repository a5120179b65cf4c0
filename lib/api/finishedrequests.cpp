// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "finishedrequests_p.h"

#include "qicmprequest.h"

#include <QtCore/qthread.h>

namespace qicmp {
namespace {

thread_local FinishedRequests *newest = nullptr;

} // namespace

void FinishedRequests::add(QIcmpRequest *request, Node &node)
{
    const int level = request->thread()->loopLevel();
    if (!newest || newest->m_loopLevel != level) {
        newest = new FinishedRequests(level);
        newest->deleteLater();
    }
    node.m_request = request;
    node.m_next = newest->m_first;
    node.m_link = &newest->m_first;
    if (node.m_next)
        node.m_next->m_link = &node.m_next;
    newest->m_first = &node;
}

void FinishedRequests::Node::unlink()
{
    if (!m_link)
        return;
    *m_link = m_next;
    if (m_next)
        m_next->m_link = m_link;
    m_link = nullptr;
}

FinishedRequests::~FinishedRequests()
{
    if (newest == this)
        newest = nullptr;
    while (m_first) { // one by one: slots of destroyed() may delete others of the list
        QIcmpRequest *const request = m_first->m_request;
        m_first->unlink();
        delete request; // NOLINT(clang-analyzer-cplusplus.NewDelete): each is another one
    }
}

} // namespace qicmp
