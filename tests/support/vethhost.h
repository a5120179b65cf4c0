// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "command.h"

#include <QProcess>

namespace qicmp::support {

struct VethHostSettings
{
    QString interface = QStringLiteral("veth0"); ///< the near end; the far end is eth0
    QStringList nearAddresses{QStringLiteral("10.88.0.1/24"), QStringLiteral("fd88::1/64")};
    QStringList farAddresses{QStringLiteral("10.88.0.2/24"), QStringLiteral("fd88::2/64")};
};

/// A second host with a real Linux kernel, at the other end of a veth pair.
///
/// Its namespace has no name: it is held open by a child process and goes with it, so that nothing
/// is left to remove, not even after a crash of the test.
class VethHost
{
public:
    explicit VethHost(VethHostSettings settings = {}) : m_settings(std::move(settings)) {}
    ~VethHost();
    VethHost(const VethHost &) = delete;
    VethHost &operator=(const VethHost &) = delete;

    /// Returns when both ends are up. False: see errorString().
    bool start();
    /// Runs a program on the other host.
    CommandResult run(const QString &program, const QStringList &arguments,
                      const QByteArray &input = {}) const;
    /// Runs `ip` there, over a batch of commands. False: see errorString().
    bool configure(const QString &commands);
    /// Writes a value below its /proc/sys/net. False: see errorString().
    bool setNetworkSysctl(const QString &name, const QString &value);
    /// Ends the other host and removes the pair.
    void stop();

    qint64 processId() const { return m_holder.processId(); }
    QString errorString() const { return m_error; }

private:
    bool waitForLocalRoutes(const QStringList &addresses, bool far);

    VethHostSettings m_settings;
    QProcess m_holder;
    QString m_error;
};

} // namespace qicmp::support
