// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractSocket>
#include <QString>
#include <QStringList>

#include <chrono>

namespace qicmp::monitor {

/// In what form a report is printed.
enum class ReportFormat { Text, Json, Csv };

/// What `icmp-monitor --report` was asked to do.
struct ReportSettings
{
    int count = 0; ///< probes a host; 0: until interrupted
    std::chrono::milliseconds interval{1000};
    std::chrono::milliseconds timeout{1000};
    int retries = 0; ///< of each probe; 0, for a retry can hide a loss
    int payloadSize = 56;
    QString proxy; ///< host:port; empty: whichever way this machine offers
    QAbstractSocket::NetworkLayerProtocol protocol = QAbstractSocket::AnyIPProtocol;
    ReportFormat format = ReportFormat::Text;
    QStringList hosts; ///< as typed, duplicates included
};

/// The command line, understood. Needs no application object: it decides which kind there will be.
struct CommandLine
{
    enum class Action {
        ShowWindow,
        Report,
        ShowHelp,
        ShowVersion,
        Refuse, ///< message says what is wrong, in one sentence
    };

    Action action = Action::ShowWindow;
    QString message;
    QStringList hosts; ///< for the window
    ReportSettings report;
};

/// Understands \a arguments, the program's name first. What Qt itself takes for the window (such as
/// -platform and -style) is accepted and left to QApplication.
CommandLine parseCommandLine(const QStringList &arguments);

/// What --help prints.
QString helpText();

} // namespace qicmp::monitor
