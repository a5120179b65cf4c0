// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "finishedrequests_p.h"

#include "qicmprequest.h"

#include <QtCore/qthread.h>

namespace qicmp {

void FinishedRequests::Collector::add(QIcmpRequest *request, Node &node)
{
    if (request->thread() != QThread::currentThread()) {
        request->deleteLater(); // somebody moved it: it is deleted where it lives
        return;
    }
    FinishedRequests *list = m_list;
    if (!list) {
        list = new FinishedRequests;
        list->deleteLater();
        m_list = list;
    }
    node.m_request = request;
    node.m_list = list;
    node.m_previous = list->m_last;
    (node.m_previous ? node.m_previous->m_next : list->m_first) = &node;
    list->m_last = &node;
}

void FinishedRequests::Node::unlink()
{
    if (!m_list)
        return;
    (m_previous ? m_previous->m_next : m_list->m_first) = m_next;
    (m_next ? m_next->m_previous : m_list->m_last) = m_previous;
    m_list = nullptr;
}

FinishedRequests::~FinishedRequests()
{
    while (m_first) { // one by one: slots of destroyed() may delete others of the list
        QIcmpRequest *const request = m_first->m_request;
        m_first->unlink();
        delete request; // NOLINT(clang-analyzer-cplusplus.NewDelete): each is another one
    }
}

} // namespace qicmp
