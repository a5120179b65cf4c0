// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QElapsedTimer>
#include <QHostAddress>
#include <QTcpServer>

#include <chrono>
#include <deque>
#include <functional>
#include <string>

class QTcpSocket;

namespace qicmp::proxy {

/// Answers GET /metrics over HTTP, on the event loop of its thread.
///
/// Nobody can make it keep much: there are at most maximumConnections, and the one that has waited
/// longest makes room for a new one; each has one deadline for everything; a request may be
/// maximumRequestSize long, and each connection is good for one.
class MetricsServer : public QObject
{
    Q_OBJECT
public:
    static constexpr int maximumConnections = 16;

    /// \a page returns the text of all metrics. It is asked once a second at most, however many
    /// want to know.
    explicit MetricsServer(std::function<std::string()> page, QObject *parent = nullptr);
    ~MetricsServer() override;

    /// Opens the listening socket: before privileges are dropped. False if that fails.
    bool listen(const QHostAddress &address, quint16 port);
    QString errorString() const { return m_listener.errorString(); }
    quint16 port() const { return m_listener.serverPort(); }

    /// How long a connection may take from its first byte to the last of the answer (5 s).
    void setDeadline(std::chrono::milliseconds deadline) { m_deadline = deadline; }

    int connectionCount() const { return static_cast<int>(m_connections.size()); }

private:
    void acceptPending();
    void add(QTcpSocket *socket);
    void read(QTcpSocket *socket);
    void remove(QTcpSocket *socket);

    const std::string &page();

    std::function<std::string()> m_page;
    std::string m_lastPage;
    QElapsedTimer m_lastPageAge; ///< not running: there is none
    std::chrono::milliseconds m_deadline{5000};
    QTcpServer m_listener;
    std::deque<QTcpSocket *> m_connections; ///< the oldest first
};

} // namespace qicmp::proxy
