// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/proxyframe.h"
#include "engine/messagestream.h"

#include <QProcess>
#include <QString>
#include <QStringList>

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

using Bytes = std::vector<std::uint8_t>;

/// The program itself, started in the network of the test.
class LiveProxy
{
public:
    explicit LiveProxy(const QStringList &arguments = {});
    ~LiveProxy();
    Q_DISABLE_COPY_MOVE(LiveProxy)

    /// Starts without that capability, although as root: one of capabilities(7).
    void setWithout(int capability);
    /// Waits until it serves. Returns an empty string, or what it said before it ended.
    QString start();
    void kill();     ///< as kill -9 does
    int terminate(); ///< as systemd does; returns its exit status
    bool isAlive() { return m_process.state() == QProcess::Running; }
    QString output(); ///< all that it has written to standard error

    qint64 processId() const { return m_process.processId(); }
    int descriptorCount() const;
    qint64 residentKibibytes() const;

private:
    QProcess m_process;
    QString m_output;
};

/// How many echo requests this network namespace has sent, of both families.
qint64 echoRequestsSent();

/// A client with a socket of its own, that does what a test tells it to.
class LiveClient
{
public:
    explicit LiveClient(const char *address = "127.0.0.1", std::uint16_t port = 63312);
    ~LiveClient();
    LiveClient(const LiveClient &) = delete;
    LiveClient &operator=(const LiveClient &) = delete;

    int descriptor() const { return m_descriptor; }
    bool send(qicmp::ByteView datagram) const;
    /// The next datagram, or nothing within the time.
    std::optional<Bytes> receive(std::chrono::milliseconds within = std::chrono::seconds(2)) const;

    /// HELLO and OPEN; true once there is a session.
    bool open(const qicmp::v1::Open &wishes = {});
    const qicmp::v1::Opened &opened() const { return m_opened; }
    qicmp::v1::SessionHeader header(std::uint32_t number = 0) const
    {
        return {m_opened.session, number, m_arrivals.acknowledgement()};
    }

    /// A PING with the next number. False if they don't fit in one.
    bool ping(const std::vector<qicmp::v1::Ping> &pings,
              const qicmp::v1::PingOptions &options = {});
    void acknowledge();
    void close();

    /// Reads until there are \a count results that were not taken yet, and takes all there are.
    std::vector<qicmp::v1::Result>
    results(std::size_t count, std::chrono::milliseconds within = std::chrono::seconds(3));
    /// Takes the results that are here already.
    std::vector<qicmp::v1::Result> drain();
    /// Takes those of the next datagram, if one is here.
    std::vector<qicmp::v1::Result> readDatagram();
    /// The next frame that is no RESULT.
    std::optional<qicmp::v1::ProxyFrame>
    other(std::chrono::milliseconds within = std::chrono::seconds(2));

private:
    int m_descriptor;
    qicmp::v1::Opened m_opened;
    std::uint32_t m_number = 0;
    qicmp::MessageStream m_arrivals;
    std::vector<qicmp::v1::Result> m_results;
    Bytes m_lastOther;

    bool isOfAnEarlierSession(const qicmp::v1::ProxyFrame &frame) const;
    bool readOne(std::chrono::milliseconds within);
};
