// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "hostresolver_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qhash.h>
#include <QtCore/qset.h>
#include <QtCore/qurl.h>

#include <chrono>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <netdb.h>
#include <sys/socket.h>

namespace qicmp {
namespace {

int familyOf(QAbstractSocket::NetworkLayerProtocol protocol)
{
    switch (protocol) {
    case QAbstractSocket::IPv4Protocol:
        return AF_INET;
    case QAbstractSocket::IPv6Protocol:
        return AF_INET6;
    default:
        return AF_UNSPEC;
    }
}

/// Blocks until the system's resolver has answered.
HostResolver::Answer lookUp(const QByteArray &name, int family)
{
    HostResolver::Answer answer;
    if (name.isEmpty()) { // what toAce() makes of that which can be no name (RFC 5891)
        answer.error = QString::fromLocal8Bit(gai_strerror(EAI_NONAME));
        return answer;
    }
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_DGRAM; // one entry an address
    addrinfo *list = nullptr;
    const int error = getaddrinfo(name.constData(), nullptr, &hints, &list);
    if (error != 0)
        answer.error = QString::fromLocal8Bit(gai_strerror(error));
    for (const addrinfo *entry = list; entry; entry = entry->ai_next)
        answer.addresses.append(QHostAddress(entry->ai_addr));
    answer.address = answer.addresses.value(0);
    if (list)
        freeaddrinfo(list);
    return answer;
}

} // namespace

/// Where a resolver's answers arrive; lookups that outlive the resolver find it closed.
class HostResolver::Mailbox
{
public:
    /// These are called in the resolver's thread, which is where callbacks have to be destroyed.
    void open(QObject *receiver) { m_receiver = receiver; }
    void close()
    {
        {
            const std::lock_guard lock(m_mutex);
            m_receiver = nullptr;
        }
        m_callbacks.clear();
    }
    Ticket expect(Callback callback)
    {
        m_callbacks.emplace(++m_lastTicket, std::move(callback));
        return m_lastTicket;
    }
    void forget(Ticket ticket) { m_callbacks.remove(ticket); }

    /// Calls back for one answer that has arrived. The callback may close this, or run an event
    /// loop, in which the next one comes.
    void collect()
    {
        std::unique_lock lock(m_mutex);
        if (m_answers.empty())
            return;
        const auto [ticket, answer] = std::move(m_answers.front());
        m_answers.pop_front();
        lock.unlock();
        if (const Callback callback = m_callbacks.take(ticket))
            callback(answer);
    }

    /// Called in any thread.
    void deliver(Ticket ticket, const Answer &answer)
    {
        const std::lock_guard lock(m_mutex);
        if (!m_receiver)
            return;
        m_answers.emplace_back(ticket, answer);
        QCoreApplication::postEvent(m_receiver, new QEvent(QEvent::User)); // one for each
    }

private:
    std::mutex m_mutex; ///< guards these two
    QObject *m_receiver = nullptr;
    std::deque<std::pair<Ticket, Answer>> m_answers;

    QHash<Ticket, Callback> m_callbacks;
    Ticket m_lastTicket = 0;
};

/// Brings the answers into the resolver's thread.
class HostResolver::Receiver final : public QObject
{
public:
    explicit Receiver(std::shared_ptr<Mailbox> mailbox) : m_mailbox(std::move(mailbox)) {}

    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        const std::shared_ptr<Mailbox> mailbox = m_mailbox; // a callback may delete this
        mailbox->collect();
        return true;
    }

private:
    std::shared_ptr<Mailbox> m_mailbox;
};

/// The threads of all resolvers of the process. Never destroyed, as its threads may outlive main().
class HostResolver::Pool
{
public:
    struct Question
    {
        QString name;
        int family;

        friend bool operator==(const Question &a, const Question &b)
        {
            return a.family == b.family && a.name == b.name;
        }
        friend size_t qHash(const Question &question, size_t seed = 0)
        {
            return qHashMulti(seed, question.name, question.family);
        }
    };
    struct Asker
    {
        std::shared_ptr<Mailbox> mailbox;
        Ticket ticket;
    };

    static Pool &instance()
    {
        static auto *pool = new Pool;
        return *pool;
    }

    void add(const Question &question, Asker asker)
    {
        const std::lock_guard lock(m_mutex);
        std::vector<Asker> &askers = m_askers[question];
        askers.push_back(std::move(asker));
        if (askers.size() > 1)
            return; // it has been asked already
        (m_slowNames.contains(question.name) ? m_slow : m_fast).push_back(question);
        if (m_threads < mostThreads && hasWork()) {
            ++m_threads;
            std::thread([this] { work(); }).detach();
        }
    }

private:
    static constexpr int mostThreads = 64;
    static constexpr int mostSlow = 8; ///< threads that names known to be slow may hold

    bool hasWork() const { return !m_fast.empty() || (!m_slow.empty() && m_busySlow < mostSlow); }

    void work()
    {
        std::unique_lock lock(m_mutex);
        while (hasWork()) {
            const bool slow = m_fast.empty();
            std::deque<Question> &queue = slow ? m_slow : m_fast;
            const Question question = std::move(queue.front());
            queue.pop_front();
            m_busySlow += slow;
            lock.unlock();

            const auto began = std::chrono::steady_clock::now();
            const Answer answer = lookUp(QUrl::toAce(question.name), question.family);
            const bool tookLong =
                    std::chrono::steady_clock::now() - began > std::chrono::seconds(1);

            lock.lock();
            m_busySlow -= slow;
            if (tookLong)
                m_slowNames.insert(question.name);
            else
                m_slowNames.remove(question.name);
            const std::vector<Asker> askers = m_askers.take(question);
            lock.unlock();
            for (const Asker &asker : askers)
                asker.mailbox->deliver(asker.ticket, answer);
            lock.lock();
        }
        --m_threads;
    }

    std::mutex m_mutex;
    QHash<Question, std::vector<Asker>> m_askers; ///< of each question that is not answered yet
    std::deque<Question> m_fast;
    std::deque<Question> m_slow;
    QSet<QString> m_slowNames;
    int m_threads = 0;
    int m_busySlow = 0;
};

HostResolver::HostResolver() : m_mailbox(std::make_shared<Mailbox>()) {}

HostResolver::~HostResolver()
{
    m_mailbox->close();
}

HostResolver::Ticket HostResolver::resolve(const QString &name,
                                           QAbstractSocket::NetworkLayerProtocol protocol,
                                           Callback callback)
{
    if (!m_receiver) { // it belongs to the thread that asks, not to the one that made this
        m_receiver = std::make_unique<Receiver>(m_mailbox);
        m_mailbox->open(m_receiver.get());
    }
    const Ticket ticket = m_mailbox->expect(std::move(callback));
    Pool::instance().add({name, familyOf(protocol)}, {m_mailbox, ticket});
    return ticket;
}

void HostResolver::cancel(Ticket ticket)
{
    m_mailbox->forget(ticket);
}

QHostAddress HostResolver::literal(const QString &text)
{
    const bool bracketed = text.startsWith(u'[') && text.endsWith(u']');
    return QHostAddress(bracketed ? text.mid(1, text.size() - 2) : text);
}

} // namespace qicmp
