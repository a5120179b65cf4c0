// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "metrics/metricsserver.h"

#include "metrics/httprequest.h"

#include <QNetworkProxy>
#include <QTcpSocket>
#include <QTimer>

#include <algorithm>
#include <utility>

using namespace std::chrono_literals;

namespace qicmp::proxy {
namespace {

/// Connections taken in one turn of the event loop, so that a flood of them leaves it to others.
constexpr int maximumAcceptedAtOnce = 4;

/// How long none is taken after the system could not give us one, for want of descriptors.
constexpr auto pauseAfterError = 1s;

} // namespace

MetricsServer::MetricsServer(std::function<std::string()> page, QObject *parent)
    : QObject(parent), m_page(std::move(page))
{
    // Asked for the proxy of a server, Qt asks the desktop, which starts a thread.
    m_listener.setProxy(QNetworkProxy::NoProxy);
    m_listener.setMaxPendingConnections(maximumAcceptedAtOnce);
    connect(&m_listener, &QTcpServer::newConnection, this, &MetricsServer::acceptPending);
    connect(&m_listener, &QTcpServer::acceptError, this, [this] {
        QTimer::singleShot(pauseAfterError, &m_listener, &QTcpServer::resumeAccepting);
    });
}

MetricsServer::~MetricsServer()
{
    for (QTcpSocket *socket : m_connections)
        socket->disconnect(this);
}

bool MetricsServer::listen(const QHostAddress &address, quint16 port)
{
    return m_listener.listen(address, port);
}

void MetricsServer::acceptPending()
{
    while (QTcpSocket *socket = m_listener.nextPendingConnection())
        add(socket);
}

void MetricsServer::add(QTcpSocket *socket)
{
    if (m_connections.size() == maximumConnections)
        m_connections.front()->abort(); // removes it
    m_connections.push_back(socket);
    socket->setReadBufferSize(maximumRequestSize);
    connect(socket, &QTcpSocket::readyRead, this, [this, socket] { read(socket); });
    connect(socket, &QTcpSocket::disconnected, this, [this, socket] { remove(socket); });
    QTimer::singleShot(m_deadline, socket, [socket] { socket->abort(); });
    if (socket->bytesAvailable() > 0)
        read(socket);
}

void MetricsServer::read(QTcpSocket *socket)
{
    if (socket->state() != QAbstractSocket::ConnectedState)
        return; // it has been answered, and what follows is of no interest
    const QByteArray received = socket->peek(maximumRequestSize);
    const HttpVerdict verdict =
            judgeRequest({received.constData(), static_cast<std::size_t>(received.size())});
    if (verdict.status == 0)
        return;
    const std::string answer = httpAnswer(verdict, verdict.status == 200 ? page() : std::string());
    socket->readAll(); // what is left unread makes the kernel reset the connection
    socket->write(answer.data(), static_cast<qint64>(answer.size()));
    socket->disconnectFromHost();
}

const std::string &MetricsServer::page()
{
    constexpr qint64 lifetime = 1'000; // ms
    if (!m_lastPageAge.isValid() || m_lastPageAge.hasExpired(lifetime)) {
        m_lastPage = m_page();
        m_lastPageAge.start();
    }
    return m_lastPage;
}

void MetricsServer::remove(QTcpSocket *socket)
{
    std::erase(m_connections, socket);
    socket->deleteLater();
}

} // namespace qicmp::proxy
