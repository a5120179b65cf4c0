// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmphost.h"

#include "qicmphost_p.h"

QIcmpHost::QIcmpHost(QIcmpManager *manager, const QString &host, QObject *parent)
    : QObject(parent), d(std::make_unique<QIcmpHostPrivate>(this, manager, host))
{
}

QIcmpHost::~QIcmpHost()
{
    if (d->observer)
        d->observer->hostDestroyed();
    d->observer = nullptr;
}

QString QIcmpHost::host() const
{
    return d->name;
}

QHostAddress QIcmpHost::address() const
{
    return d->address;
}

std::chrono::milliseconds QIcmpHost::interval() const
{
    return d->interval;
}

void QIcmpHost::setInterval(std::chrono::milliseconds interval)
{
    d->setInterval(interval);
}

std::chrono::milliseconds QIcmpHost::timeout() const
{
    return d->timeout();
}

void QIcmpHost::setTimeout(std::chrono::milliseconds timeout)
{
    QIcmpOptions options = d->options;
    options.setTimeout(timeout);
    d->setOptions(options);
}

QIcmpOptions QIcmpHost::options() const
{
    return d->options;
}

void QIcmpHost::setOptions(const QIcmpOptions &options)
{
    QIcmpOptions merged = options;
    if (const auto timeout = d->options.timeout(); timeout && !options.timeout())
        merged.setTimeout(*timeout);
    d->setOptions(merged);
}

int QIcmpHost::probeLimit() const
{
    return d->probeLimit;
}

void QIcmpHost::setProbeLimit(int probes)
{
    d->setProbeLimit(probes);
}

int QIcmpHost::failuresRequired() const
{
    return d->machine.failuresRequired();
}

void QIcmpHost::setFailuresRequired(int failures)
{
    d->machine.setFailuresRequired(failures);
}

int QIcmpHost::recoveriesRequired() const
{
    return d->machine.recoveriesRequired();
}

void QIcmpHost::setRecoveriesRequired(int recoveries)
{
    d->machine.setRecoveriesRequired(recoveries);
}

int QIcmpHost::failuresUntilDown() const
{
    return d->machine.failuresUntilDown();
}

int QIcmpHost::successesUntilUp() const
{
    return d->machine.successesUntilUp();
}

QIcmpHost::State QIcmpHost::state() const
{
    return d->machine.state();
}

bool QIcmpHost::isRunning() const
{
    return d->running;
}

QIcmpStatistics QIcmpHost::statistics() const
{
    return d->presentStatistics();
}

void QIcmpHost::resetStatistics()
{
    d->resetStatistics();
}

QList<QIcmpHost::Sample> QIcmpHost::samples() const
{
    return d->samples.toList();
}

QIcmpReply QIcmpHost::lastReply() const
{
    return d->lastReply;
}

QIcmpError QIcmpHost::lastError() const
{
    return d->lastError;
}

void QIcmpHost::start()
{
    d->start();
}

void QIcmpHost::stop()
{
    d->stop();
}

void QIcmpHost::probeNow()
{
    d->probe();
}
