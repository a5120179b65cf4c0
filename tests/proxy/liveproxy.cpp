// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "liveproxy.h"

#include "netnamespace.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QRandomGenerator>
#include <QTest>

#include <arpa/inet.h>
#include <array>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;
using namespace qicmp;

namespace {

constexpr int patience = 10'000; // ms, for the program to begin or to end

QByteArray readFile(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

LiveProxy::LiveProxy(const QStringList &arguments)
{
    m_process.setProgram(QStringLiteral(QICMP_PROXY_PROGRAM));
    m_process.setArguments(arguments);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
}

LiveProxy::~LiveProxy()
{
    kill();
}

void LiveProxy::setWithout(int capability)
{
    m_process.setChildProcessModifier([capability] {
        if (::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0)
            ::_exit(1);
    });
}

QString LiveProxy::start()
{
    m_output.clear();
    m_process.start();
    QElapsedTimer timer;
    timer.start();
    while (!output().contains(u"serving on"_s)) {
        m_process.waitForReadyRead(50);
        if (m_process.state() == QProcess::NotRunning || timer.elapsed() > patience)
            return u"the proxy does not serve: %1"_s.arg(output());
    }
    return {};
}

QString LiveProxy::output()
{
    m_output += QString::fromLocal8Bit(m_process.readAll());
    return m_output;
}

void LiveProxy::kill()
{
    m_process.kill();
    m_process.waitForFinished(patience);
}

int LiveProxy::terminate()
{
    m_process.terminate();
    const bool ended = m_process.waitForFinished(patience);
    return ended && m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
}

int LiveProxy::descriptorCount() const
{
    const QDir folder(u"/proc/%1/fd"_s.arg(processId()));
    return static_cast<int>(
            folder.entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System).size());
}

qint64 LiveProxy::residentKibibytes() const
{
    for (const QByteArray &line : readFile(u"/proc/%1/status"_s.arg(processId())).split('\n'))
        if (line.startsWith("VmRSS:"))
            return line.simplified().split(' ').value(1).toLongLong();
    return -1;
}

qint64 echoRequestsSent()
{
    // Names and values stand in two lines for IPv4, and side by side for IPv6.
    qint64 count = 0;
    QList<QByteArray> names;
    for (const QByteArray &line : readFile(u"/proc/thread-self/net/snmp"_s).split('\n')) {
        const QList<QByteArray> words = line.simplified().split(' ');
        if (!line.startsWith("IcmpMsg:"))
            continue;
        if (names.isEmpty())
            names = words;
        else
            count += words.value(names.indexOf("OutType8"), "0").toLongLong();
    }
    for (const QByteArray &line : readFile(u"/proc/thread-self/net/snmp6"_s).split('\n'))
        if (line.startsWith("Icmp6OutType128"))
            count += line.simplified().split(' ').value(1).toLongLong();
    return count;
}

LiveClient::LiveClient(const char *address, std::uint16_t port)
{
    const bool v6 = std::string_view(address).find(':') != std::string_view::npos;
    m_descriptor = ::socket(v6 ? AF_INET6 : AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_in to4{};
    sockaddr_in6 to6{};
    to4.sin_family = AF_INET;
    to6.sin6_family = AF_INET6;
    to4.sin_port = to6.sin6_port = htons(port);
    const bool parsed = v6 ? inet_pton(AF_INET6, address, &to6.sin6_addr) == 1
                           : inet_pton(AF_INET, address, &to4.sin_addr) == 1;
    const int connected =
            v6 ? ::connect(m_descriptor, reinterpret_cast<sockaddr *>(&to6), sizeof to6)
               : ::connect(m_descriptor, reinterpret_cast<sockaddr *>(&to4), sizeof to4);
    if (m_descriptor < 0 || !parsed || connected != 0)
        qFatal("no socket for a client");
}

LiveClient::~LiveClient()
{
    ::close(m_descriptor);
}

bool LiveClient::send(ByteView datagram) const
{
    // A refused datagram is reported by a later call.
    return ::send(m_descriptor, datagram.data(), datagram.size(), 0) >= 0 ||
           ::send(m_descriptor, datagram.data(), datagram.size(), 0) >= 0;
}

std::optional<Bytes> LiveClient::receive(std::chrono::milliseconds within) const
{
    pollfd wait{m_descriptor, POLLIN, 0};
    if (::poll(&wait, 1, static_cast<int>(within.count())) <= 0)
        return std::nullopt;
    Bytes datagram(65'536);
    const ssize_t size = ::recv(m_descriptor, datagram.data(), datagram.size(), MSG_DONTWAIT);
    if (size < 0)
        return std::nullopt;
    datagram.resize(static_cast<std::size_t>(size));
    return datagram;
}

bool LiveClient::open(const v1::Open &wishes)
{
    v1::Open open = wishes;
    QRandomGenerator::system()->generate(reinterpret_cast<quint32 *>(open.nonce.bytes.data()),
                                         reinterpret_cast<quint32 *>(open.nonce.bytes.data() + 16));
    m_number = 0;
    m_arrivals = MessageStream();
    m_results.clear();
    m_opened = {};
    // A HELLO may be lost: with the socket of a session that has just ended, for instance.
    std::optional<v1::ProxyFrame> first;
    const v1::Challenge *challenge = nullptr;
    for (int attempt = 0; attempt < 5 && !challenge; ++attempt) {
        send(v1::encode(v1::Hello{open.nonce}));
        first = other(std::chrono::milliseconds(200));
        challenge = first ? std::get_if<v1::Challenge>(&*first) : nullptr;
    }
    if (!challenge)
        return false;
    open.cookie = challenge->cookie;
    send(v1::encode(open));
    const auto second = other();
    const auto *opened = second ? std::get_if<v1::Opened>(&*second) : nullptr;
    if (opened)
        m_opened = *opened;
    return opened != nullptr;
}

bool LiveClient::ping(const std::vector<v1::Ping> &pings, const v1::PingOptions &options)
{
    std::array<std::uint8_t, v1::maximumMessageSize> buffer{};
    v1::PingWriter writer(buffer, header(++m_number));
    for (const v1::Ping &ping : pings)
        if (writer.add(options, ping.token, ping.target) != v1::Added::Yes)
            return false;
    return send(writer.message());
}

void LiveClient::acknowledge()
{
    send(v1::encode(v1::KeepAlive{header(), v1::KeepAlive::Kind::Plain, 0}));
}

void LiveClient::close()
{
    send(v1::encode(v1::Close{header(), v1::CloseReason::Finished}));
}

bool LiveClient::isOfAnEarlierSession(const v1::ProxyFrame &frame) const
{
    const v1::SessionHeader *header = nullptr;
    if (const auto *result = std::get_if<v1::ResultMessage>(&frame))
        header = &result->header;
    else if (const auto *keepAlive = std::get_if<v1::KeepAlive>(&frame))
        header = &keepAlive->header;
    else if (const auto *close = std::get_if<v1::Close>(&frame))
        header = &close->header;
    return header && header->session != m_opened.session;
}

bool LiveClient::readOne(std::chrono::milliseconds within)
{
    const auto datagram = receive(within);
    if (!datagram)
        return false;
    const v1::ProxyFrame frame = v1::parseFromProxy(*datagram);
    if (isOfAnEarlierSession(frame))
        return true;
    if (const auto *message = std::get_if<v1::ResultMessage>(&frame)) {
        if (m_arrivals.arrived(message->header.number, 0) == MessageStream::Arrival::New)
            for (const v1::Result &result : message->results)
                m_results.push_back(result);
    } else {
        m_lastOther = *datagram;
    }
    return true;
}

std::vector<v1::Result> LiveClient::results(std::size_t count, std::chrono::milliseconds within)
{
    QElapsedTimer timer;
    timer.start();
    while (m_results.size() < count && timer.elapsed() < within.count()) {
        if (!readOne(std::chrono::milliseconds(20)) && !m_results.empty())
            acknowledge();
    }
    return std::exchange(m_results, {});
}

std::vector<v1::Result> LiveClient::drain()
{
    while (readOne(std::chrono::milliseconds(0))) {
    }
    return std::exchange(m_results, {});
}

std::vector<v1::Result> LiveClient::readDatagram()
{
    readOne(std::chrono::milliseconds(0));
    return std::exchange(m_results, {});
}

std::optional<v1::ProxyFrame> LiveClient::other(std::chrono::milliseconds within)
{
    QElapsedTimer timer;
    timer.start();
    m_lastOther.clear();
    while (m_lastOther.empty() && timer.elapsed() < within.count())
        readOne(std::chrono::milliseconds(20));
    if (m_lastOther.empty())
        return std::nullopt;
    return v1::parseFromProxy(m_lastOther);
}
