// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhostlog.h"

#include <QProcess>
#include <QTemporaryDir>

namespace qicmp::support {

/// What qicmp-tunhost is started with; the rules are explained in the README.
struct TunHostSettings
{
    QString interface = QStringLiteral("tun0");
    /// Ours; every other address of these networks is a host.
    QStringList addresses{QStringLiteral("10.77.0.1/24"), QStringLiteral("fd77::1/64")};
    QStringList routes{};  ///< further networks of hosts
    QStringList routers{}; ///< senders of errors; default 10.77.0.254 and fd77::fe
    QStringList rules{};
    quint64 seed = 1;
    int mtu = 1500;
    /// Requests are read within about a microsecond instead of the some 50 µs that it takes to wake
    /// up, which the log doesn't see but kernel stamps do. Takes a whole processor.
    bool busyPolling = false;
};

/// A running qicmp-tunhost. It ends with this object, or with the test however that ends.
class TunHost
{
public:
    explicit TunHost(TunHostSettings settings = {}) : m_settings(std::move(settings)) {}
    ~TunHost();
    TunHost(const TunHost &) = delete;
    TunHost &operator=(const TunHost &) = delete;

    /// Returns when the interface is up. False: see errorString().
    bool start();
    /// Adds a rule to the running program; it holds for every request read from now on.
    bool addRule(const QString &rule);
    /// Returns when every request that was sent before has been read and answered, as far as it is
    /// answered without delay. False: see errorString().
    bool settle();
    /// The events until now, without totals. Nothing: see errorString().
    std::optional<TunHostLog> readLog();
    /// Ends the program and reads its whole log. Nothing: see errorString().
    std::optional<TunHostLog> stop();

    QString errorString() const { return m_error; }
    static QString program(); ///< where qicmp-tunhost was built

private:
    bool waitForLine(const QByteArray &expected);
    bool command(const QByteArray &line);
    std::optional<TunHostLog> parseLog();

    TunHostSettings m_settings;
    QTemporaryDir m_directory;
    QProcess m_process;
    QString m_error;
};

} // namespace qicmp::support
