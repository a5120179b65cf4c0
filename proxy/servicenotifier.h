// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTimer>

namespace qicmp::proxy {

/// Tells the service manager how this process does: sd_notify(3), by the protocol that is written
/// down there for programs that do not link libsystemd. That library opens a socket for each
/// message, which is not possible after the drop; here it is opened by the constructor.
///
/// Where no service manager asked for it, nothing happens.
class ServiceNotifier : public QObject
{
    Q_OBJECT
public:
    explicit ServiceNotifier(QObject *parent = nullptr);
    ~ServiceNotifier() override;

    /// The service serves. From now on the watchdog is fed from the event loop, if there is one.
    void ready(const QString &status);
    /// It ends, by its own will.
    void stopping();

    /// Whether somebody is told.
    bool isConnected() const { return m_socket >= 0; }
    /// Why nobody is told who asked for it; else empty.
    QString failure() const { return m_failure; }

private:
    void open(const QByteArray &path);
    void send(const QByteArray &message) const;

    int m_socket = -1;
    QString m_failure;
    QTimer m_watchdog;
};

} // namespace qicmp::proxy
