// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QIcmpManager>

#include <QElapsedTimer>
#include <QList>
#include <QString>

#include <chrono>

namespace qicmp::support {

/// How a test sends: by a raw socket as root, or by datagram sockets as nobody.
struct Way
{
    QIcmpManager::Backend backend = QIcmpManager::Backend::RawSocket;
    bool asNobody = false;
};

/// QTest columns "way" and "host", with a row for each way and family. \a number is the host's.
void addWayRows(int number = 5);

/// A manager that is open, and everything it has said.
class PingBench
{
public:
    explicit PingBench(Way way);

    QIcmpManager &manager() { return m_manager; }
    /// Runs the event loop until \a ends requests have ended, or the time is over.
    bool waitForEnds(int ends, std::chrono::milliseconds limit = std::chrono::seconds(10));
    /// Runs the event loop for so long.
    static void run(std::chrono::milliseconds time);

    /// Whether the manager could be opened with that backend.
    bool isOpen() const { return m_open; }
    int ends() const { return static_cast<int>(replies.size() + errors.size()); }

    QList<QIcmpReply> replies;
    QList<QIcmpError> errors;
    QList<QIcmpReply> lateReplies;
    QList<QIcmpReply> duplicates;

private:
    QIcmpManager m_manager;
    bool m_open = false;
};

QIcmpOptions options(std::chrono::milliseconds timeout, int retries = 0);

} // namespace qicmp::support

Q_DECLARE_METATYPE(qicmp::support::Way)
