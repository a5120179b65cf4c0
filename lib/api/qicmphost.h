// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpmanager.h"
#include "qicmpreply.h"
#include "qicmpstatistics.h"

#include <QtCore/qobject.h>

#include <chrono>
#include <memory>

class QIcmpHostPrivate;

/// A watched host: pinged at an interval, with a state and statistics.
///
/// Each probe is a request of its own, without retries unless options() has some, so that every
/// probe counts as what it is. Planned times are an interval apart: a probe that was late delays
/// none of those after it, and those that were missed because the program was blocked are not made
/// up for.
///
/// **State.** It moves by requests that were measured: answered, timed out, or ended by an ICMP
/// error. All other failures are about this machine and say nothing about the host, so they count
/// neither way, not even HostNotFound and NetworkUnreachable: a name server that fails or a cable
/// that is unplugged here must not make all hosts Down.
///
/// **Names** are looked up with the first probe, again once a minute, and more often while probes
/// fail; meanwhile, and when a lookup fails, the address in use stays in use. While a name has no
/// address at all, it is tried again after pauses that grow from 2 s to 30 s, and each try is a
/// failed() with QIcmpError::Code::HostNotFound.
///
/// A host belongs to its manager's thread. It may be deleted in any slot. When the manager is
/// destroyed first, the host stops for good.
class QICMP_EXPORT QIcmpHost : public QObject
{
    Q_OBJECT
    Q_PROPERTY(QString host READ host CONSTANT)
    Q_PROPERTY(State state READ state NOTIFY stateChanged)
public:
    enum class State {
        Unknown, ///< not enough has been seen yet
        Up,
        Down,
    };
    Q_ENUM(State)

    /// What became of one probe.
    struct Sample
    {
        enum class Outcome : quint8 {
            InFlight,
            Reply,
            Late, ///< answered after its timeout
            Lost,
            IcmpError,   ///< lost, and an ICMP error told why
            Interrupted, ///< not measured
            NotSent,     ///< not measured: it could not be sent
        };
        std::chrono::steady_clock::time_point sentAt;
        std::chrono::nanoseconds roundTripTime{-1}; ///< of Reply and Late
        Outcome outcome = Outcome::InFlight;
    };

    /// How many samples are kept.
    static constexpr int sampleCapacity = 120;

    /// Watches \a host, a name or an address in text form, through \a manager, which is not owned.
    explicit QIcmpHost(QIcmpManager *manager, const QString &host, QObject *parent = nullptr);
    ~QIcmpHost() override;

    QString host() const;         ///< as it was given
    QHostAddress address() const; ///< the one in use, null while none is known

    /// From the start of one probe to the start of the next; 1 s unless set, at least 10 ms.
    /// Setting another while running begins a new plan, with a probe at once or soon.
    std::chrono::milliseconds interval() const;
    void setInterval(std::chrono::milliseconds interval);

    /// The timeout of each probe; the manager's unless set.
    std::chrono::milliseconds timeout() const;
    void setTimeout(std::chrono::milliseconds timeout);

    /// Options of each probe (size, TTL, source …). Timeout and retries in it, where set, apply.
    QIcmpOptions options() const;
    void setOptions(const QIcmpOptions &options);

    /// How many probes to plan before stopping by itself; 0, the default, is no limit. Those that
    /// could not be sent count, too; those of probeNow() don't. Once the last one's outcome is
    /// known, isRunning() turns false.
    int probeLimit() const;
    void setProbeLimit(int probes);

    /// How many requests in a row must fail for Down, or succeed for Up again; 5 unless set. The
    /// very first verdict needs one success for Up, but failuresRequired for Down. At least 1.
    int failuresRequired() const;
    void setFailuresRequired(int failures);
    int recoveriesRequired() const;
    void setRecoveriesRequired(int recoveries);
    int failuresUntilDown() const; ///< how many more failures in a row, 0 when Down
    int successesUntilUp() const;  ///< how many more successes in a row, 0 when Up

    State state() const;
    bool isRunning() const;

    /// The counters and round-trip times of this host, up to date.
    QIcmpStatistics statistics() const;
    /// Forgets what statistics() counted, probes in flight included. State and samples are kept.
    void resetStatistics();
    /// The latest samples, oldest first: one for each probe, and one NotSent for each planned probe
    /// that could not be sent.
    QList<Sample> samples() const;
    /// The latest reply; its id() is 0 before the first.
    QIcmpReply lastReply() const;
    /// Why the latest request failed; NoError when it succeeded.
    QIcmpError lastError() const;

public Q_SLOTS:
    /// Begins to ping. A host that is started alone is probed at once; the probes of many that are
    /// started together are spread evenly over their interval.
    void start();
    /// Ends it. The probe in flight is canceled without a signal and leaves the statistics, where
    /// it was not measured. State and statistics are kept.
    void stop();
    /// Pings once, now, whether it is running or not. Does nothing while an earlier probe is still
    /// waiting to be sent.
    void probeNow();

Q_SIGNALS:
    void succeeded(const QIcmpReply &reply); ///< one request was answered
    void failed(const QIcmpError &error);    ///< one request failed
    void wentDown(const QIcmpError &error);  ///< Down from now on, by this failure
    void cameUp(const QIcmpReply &reply);    ///< Up from now on, again or for the first time
    /// Emitted before wentDown() and cameUp().
    void stateChanged(QIcmpHost::State state);
    void runningChanged(bool running);
    /// The host's name has an address now, or another one than before.
    void addressChanged(const QHostAddress &address);

private:
    friend class QIcmpHostPrivate;
    std::unique_ptr<QIcmpHostPrivate> d;
};
