// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qobject.h>
#include <QtCore/qpointer.h>

class QIcmpRequest;

namespace qicmp {

/// Deletes requests that have finished, as QObject::deleteLater() would, but those of one delivery
/// by one event: a deferred deletion of each cost more than the request itself.
class FinishedRequests final : public QObject
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
        FinishedRequests *m_list = nullptr; ///< null outside of a list
        Node *m_previous = nullptr;
        Node *m_next = nullptr;
    };

    /// Takes the requests that finish during one delivery, on whose stack it lives: all of them
    /// finish at one level of event loops, which is what Qt goes by in deferring a deletion.
    class Collector
    {
    public:
        void add(QIcmpRequest *request, Node &node);

    private:
        QPointer<FinishedRequests> m_list; ///< a slot may send its deletion on before its time
    };

    ~FinishedRequests() override;

private:
    FinishedRequests() = default;

    Node *m_first = nullptr;
    Node *m_last = nullptr;
};

} // namespace qicmp
