// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qlist.h>
#include <QtCore/qobject.h>
#include <QtCore/qstring.h>
#include <QtNetwork/qabstractsocket.h>
#include <QtNetwork/qhostaddress.h>

#include <functional>
#include <memory>

namespace qicmp {

/// Turns host names into addresses without blocking, through the system's resolver.
///
/// QHostInfo would do, but its pool has five threads for the whole process: five names whose
/// servers don't answer hold up every other name for half a minute, and the end of the program as
/// well. Here lookups run in up to 64 detached threads, shared by all resolvers, that end with
/// their work; a name is looked up once for all who ask at the same time, and names that were slow
/// before wait in a lane of their own, which never holds more than 8.
class HostResolver
{
public:
    struct Answer
    {
        QHostAddress address;          ///< the one to use; null: not found
        QList<QHostAddress> addresses; ///< all of them, in the resolver's order
        QString error;                 ///< the resolver's words
    };
    using Callback = std::function<void(const Answer &)>;
    using Ticket = quint64;

    HostResolver();
    ~HostResolver(); ///< no callback comes after it

    /// \a callback is called from the event loop of this thread, exactly once unless canceled.
    Ticket resolve(const QString &name, QAbstractSocket::NetworkLayerProtocol protocol,
                   Callback callback);
    void cancel(Ticket ticket);

    /// An address in text form, with its zone if any; null if \a text is a name.
    static QHostAddress literal(const QString &text);

private:
    class Mailbox;
    class Receiver;
    class Pool;

    std::shared_ptr<Mailbox> m_mailbox;
    std::unique_ptr<QObject> m_receiver; ///< made by the first resolve()
};

} // namespace qicmp
