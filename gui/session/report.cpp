// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "report.h"

#include "reportformat.h"

#include <QIcmpOptions>
#include <QIODevice>
#include <QTime>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qicmp::monitor {

Report::Report(const ReportSettings &settings, const Streams &streams, QObject *parent)
    : QObject(parent), m_settings(settings), m_streams(streams), m_table(streams.output)
{
    if (!settings.proxy.isEmpty())
        m_manager.setProxy(settings.proxy);
    m_linger.setSingleShot(true);
    connect(&m_linger, &QTimer::timeout, this, &Report::finish);
    connect(&m_refresh, &QTimer::timeout, this, &Report::refresh);
    if (printsLines()) {
        connect(&m_manager, &QIcmpManager::lateReply, this,
                [this](const QIcmpReply &reply) { handleExtraReply(reply, u"late"_s); });
        connect(&m_manager, &QIcmpManager::duplicateReply, this,
                [this](const QIcmpReply &reply) { handleExtraReply(reply, u"duplicate"_s); });
    }
}

void Report::start()
{
    if (!m_manager.open()) {
        QMetaObject::invokeMethod(
                this, [this] { fail(m_manager.lastError().message()); }, Qt::QueuedConnection);
        return;
    }
    m_rows.reserve(static_cast<std::size_t>(m_settings.hosts.size()));
    for (const QString &host : std::as_const(m_settings.hosts))
        addHost(host);
    for (const Row &row : m_rows)
        row.host->start();
    if (isText() && m_streams.isTerminal) {
        m_refresh.start(250ms);
        refresh();
    }
}

void Report::interrupt()
{
    finish();
}

void Report::addHost(const QString &name)
{
    QIcmpOptions options;
    options.setRetries(m_settings.retries);
    options.setPayloadSize(m_settings.payloadSize);
    options.setProtocol(m_settings.protocol);

    Row &row = m_rows.emplace_back();
    row.host = std::make_unique<QIcmpHost>(&m_manager, name);
    QIcmpHost *const host = row.host.get();
    host->setOptions(options);
    host->setInterval(m_settings.interval);
    host->setTimeout(m_settings.timeout);
    host->setProbeLimit(m_settings.count);
    connect(host, &QIcmpHost::succeeded, this,
            [this, at = &row](const QIcmpReply &reply) { handleReply(*at, reply); });
    connect(host, &QIcmpHost::failed, this,
            [this, at = &row](const QIcmpError &error) { handleFailure(*at, error); });
    connect(host, &QIcmpHost::runningChanged, this, &Report::handleStopped);
}

void Report::handleReply(const Row &row, const QIcmpReply &reply)
{
    m_hasPinged = true;
    if (!printsLines())
        return;
    const QString ttl = reply.ttl() < 0 ? QString() : u", ttl %1"_s.arg(reply.ttl());
    printLine(row.host->host(), millisecondsText(reply.roundTripTime()) + u" ms"_s + ttl);
}

void Report::handleFailure(Row &row, const QIcmpError &error)
{
    using Code = QIcmpError::Code;
    if (error.code() == Code::Canceled || m_isFinished)
        return;
    const bool noSocket = error.code() == Code::PermissionDenied &&
                          m_manager.activeBackend() == QIcmpManager::Backend::NoBackend;
    const bool noProxy = error.code() == Code::ProxyUnavailable && !m_hasPinged;
    if (noSocket || noProxy)
        return fail(error.message());
    m_hasPinged = m_hasPinged || error.sentAt().isValid();

    const QString &name = row.host->host();
    if (printsLines()) {
        QString reason = error.code() == Code::Timeout ? u"no reply"_s : error.message();
        if (reason.startsWith(name + u": "_s))
            reason.remove(0, name.size() + 2);
        return printLine(name, reason);
    }
    // Loss stands in the report; why a host could not even be asked does not. Once is enough.
    const bool isMeasured = error.code() == Code::Timeout || error.icmpType() >= 0 ||
                            error.code() == Code::Interrupted;
    if (!isMeasured && row.told != error.code()) {
        row.told = error.code();
        complain(error.message());
    }
}

void Report::handleExtraReply(const QIcmpReply &reply, const QString &kind)
{
    const QString host = reply.host().isEmpty() ? reply.target().toString() : reply.host();
    printLine(host, u"%1 reply, %2 ms"_s.arg(kind, millisecondsText(reply.roundTripTime())));
}

void Report::handleStopped()
{
    for (const Row &row : m_rows) {
        if (row.host->isRunning())
            return;
    }
    if (!m_isFinished)
        m_linger.start(m_settings.timeout); // late and duplicate replies
}

void Report::finish()
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    m_refresh.stop();
    m_linger.stop();
    for (const Row &row : m_rows)
        row.host->stop(); // a probe still in flight leaves the counts
    const ReportResult outcome = result();
    print(outcome);
    Q_EMIT finished(outcome.everyHostAnswered() ? EveryHostAnswered : SomeHostNeverAnswered);
}

void Report::fail(const QString &message)
{
    if (m_isFinished)
        return;
    m_isFinished = true;
    m_refresh.stop();
    complain(message);
    Q_EMIT finished(CannotPing);
}

ReportResult Report::result() const
{
    ReportResult result;
    result.backend = backendName(m_manager.activeBackend());
    for (const Row &row : m_rows)
        result.hosts.append(resultOf(*row.host));
    return result;
}

QString Report::summary() const
{
    const QString backend = backendName(m_manager.activeBackend());
    return u"%1 host%2, a probe every %3 ms by %4; times in milliseconds"_s.arg(
            QString::number(m_settings.hosts.size()),
            m_settings.hosts.size() == 1 ? QString() : u"s"_s,
            QString::number(m_settings.interval.count()),
            backend == "proxy"_L1 ? u"icmp-proxy"_s : backend + u" socket"_s);
}

void Report::printLine(const QString &host, const QString &what)
{
    const QString time = QTime::currentTime().toString(u"HH:mm:ss.zzz"_s);
    m_streams.output->write(u"%1  %2  %3\n"_s.arg(time, host, what).toUtf8());
}

void Report::complain(const QString &message)
{
    m_table.erase(); // both streams may be the same terminal
    m_streams.errors->write(u"icmp-monitor: %1\n"_s.arg(message).toUtf8());
}

void Report::refresh()
{
    QStringList lines{summary() + u". Ctrl-C ends."_s, {}};
    lines += reportAsTable(result(), TableKind::Live);
    m_table.show(lines, terminalSize());
}

void Report::print(const ReportResult &result)
{
    m_table.erase();
    switch (m_settings.format) {
    case ReportFormat::Json:
        m_streams.output->write(reportAsJson(result));
        return;
    case ReportFormat::Csv:
        m_streams.output->write(reportAsCsv(result));
        return;
    case ReportFormat::Text:
        const QStringList lines{
                summary(), {}, reportAsTable(result, TableKind::Final).join(u'\n'), {}};
        m_streams.output->write(lines.join(u'\n').toUtf8());
        return;
    }
}

} // namespace qicmp::monitor
