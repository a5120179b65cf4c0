// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qobject.h>

class QIcmpRequest;

namespace qicmp {

/// Deletes requests that have finished, as QObject::deleteLater() would, but many by one event: a
/// deferred deletion of each cost more than the request itself.
///
/// There is one a thread and event loop level, as long as it has something to delete. Like a
/// deferred deletion, it does not happen inside an event loop that was started before the request
/// finished and has not been returned from.
class FinishedRequests final : private QObject
{
public:
    /// Part of a request; it waits in a list from add() until it is deleted, by whomever.
    class Node
    {
    public:
        Node() = default;
        ~Node() { unlink(); }
        Node(const Node &) = delete;
        Node &operator=(const Node &) = delete;

    private:
        friend class FinishedRequests;
        void unlink();

        QIcmpRequest *m_request = nullptr;
        Node *m_next = nullptr;
        Node **m_link = nullptr; ///< what points here, null outside of a list
    };

    static void add(QIcmpRequest *request, Node &node);

private:
    explicit FinishedRequests(int loopLevel) : m_loopLevel(loopLevel) {}
    ~FinishedRequests() override;

    int m_loopLevel;
    Node *m_first = nullptr;
};

} // namespace qicmp
