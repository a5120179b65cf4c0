// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "commandline.h"
#include "livetable.h"
#include "reportresult.h"

#include <QIcmpHost>
#include <QIcmpManager>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

QT_BEGIN_NAMESPACE
class QIODevice;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// Pings hosts for a while and prints what came of it: `icmp-monitor --report`.
class Report : public QObject
{
    Q_OBJECT
public:
    /// What the process ends with.
    enum ExitCode {
        EveryHostAnswered = 0,
        SomeHostNeverAnswered = 1,
        CannotPing = 2, ///< as for wrong usage: there is no report
    };

    struct Streams
    {
        QIODevice *output = nullptr;
        QIODevice *errors = nullptr;
        bool isTerminal = false; ///< of output: then a text report is live
    };

    Report(const ReportSettings &settings, const Streams &streams, QObject *parent = nullptr);

    /// Begins; finished() comes from the event loop.
    void start();
    /// Prints what there is and ends.
    void interrupt();

Q_SIGNALS:
    void finished(int exitCode);

private:
    struct Row
    {
        std::unique_ptr<QIcmpHost> host;
        QIcmpError::Code told = QIcmpError::Code::NoError; ///< the reason that was last given
    };

    void addHost(const QString &name);
    void handleReply(const Row &row, const QIcmpReply &reply);
    void handleFailure(Row &row, const QIcmpError &error);
    void handleExtraReply(const QIcmpReply &reply, const QString &kind);
    void handleStopped();
    void finish();
    void fail(const QString &message);

    ReportResult result() const;
    bool printsLines() const { return m_settings.count == 0 && isText() && !m_streams.isTerminal; }
    bool isText() const { return m_settings.format == ReportFormat::Text; }
    QString summary() const;
    void printLine(const QString &host, const QString &what);
    void complain(const QString &message);
    void refresh();
    void print(const ReportResult &result);

    ReportSettings m_settings;
    Streams m_streams;
    QIcmpManager m_manager;
    std::vector<Row> m_rows; ///< never resized once started: lambdas refer to its elements
    LiveTable m_table;
    QTimer m_refresh;
    QTimer m_linger;
    bool m_hasPinged = false; ///< there is a way to: what fails from now on, fails for a while
    bool m_isFinished = false;
};

} // namespace qicmp::monitor
