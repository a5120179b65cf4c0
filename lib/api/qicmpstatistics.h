// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpglobal.h"

#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qobjectdefs.h>
#include <QtCore/qshareddata.h>

#include <chrono>
#include <optional>

QT_BEGIN_NAMESPACE
class QDebug;
QT_END_NAMESPACE

class QIcmpStatisticsData;

/// What became of a stream of probes, and how long their replies took: over all time and over
/// sliding windows of one minute, ten minutes and one hour.
///
/// A probe is one echo request on the wire; a retry is another probe. Each is in exactly one state,
/// so that in every window and at every moment
///
///     sent() = received() + lost() + inFlight() + interrupted()
///
/// and what was not measured is absent (an empty std::optional), never 0.
///
/// **Recording.** Every add function names its probe by the time it was sent: pass the very value
/// that was passed to addSent(). All that becomes of a probe is counted where it was sent, so a
/// window holds *the probes sent within it*, and whatever is known of them by now. No clock is
/// read: time stands still between calls of advance() and addSent().
///
/// **Wrong order.** A result for which no probe is in the state it starts from (a reply when none
/// is in flight, a late reply when none was lost, a second result of one probe when it was the only
/// one) is ignored, and the function returns false. No counter ever becomes negative.
///
/// **Cost.** Memory is bounded whatever the number of probes: 4.5 to 7 KiB for a host that is
/// probed every second, some 24 KiB for a flood of replies between 100 ns and 1000 s. Recording a
/// probe and its reply takes well under a microsecond. Copies share their data until one of them is
/// changed. The class is reentrant; copies may be used in different threads.
class QICMP_EXPORT QIcmpStatistics
{
    Q_GADGET
public:
    /// Time of the monotonic clock.
    using TimePoint = std::chrono::steady_clock::time_point;

    /// Which probes a getter speaks of. A window moves in steps of a tenth of its length: it covers
    /// at least nine tenths, at most the whole of it, up to the time of the last advance() or
    /// addSent(), whichever is later.
    enum class Window {
        OneMinute,
        TenMinutes,
        OneHour,
        All, ///< since construction or clear()
    };
    Q_ENUM(Window)

    /// A class of the distribution of round-trip times.
    struct Bucket
    {
        std::chrono::nanoseconds lower{}; ///< the smallest round-trip time of the class
        std::chrono::nanoseconds upper{}; ///< where the next class would begin
        qint64 count = 0;
    };

    QIcmpStatistics();
    QIcmpStatistics(const QIcmpStatistics &other);
    QIcmpStatistics(QIcmpStatistics &&other) noexcept;
    QIcmpStatistics &operator=(const QIcmpStatistics &other);
    QIcmpStatistics &operator=(QIcmpStatistics &&other) noexcept;
    ~QIcmpStatistics();

    void swap(QIcmpStatistics &other) noexcept { d.swap(other.d); }

    /// The time is now \a now: what has grown too old leaves the windows. Call it before reading a
    /// window; all getters then speak of the same moment. An earlier time than the last does
    /// nothing.
    void advance(TimePoint now);

    /// A probe was sent, and is in flight.
    void addSent(TimePoint sentAt);

    /// The probe was answered in time, after \a roundTripTime (a negative one counts as 0).
    bool addReply(TimePoint sentAt, std::chrono::nanoseconds roundTripTime);

    /// The probe's timeout has passed.
    bool addLoss(TimePoint sentAt);

    /// An ICMP error (such as destination unreachable) ended the probe: it is lost, and also
    /// counted in errors().
    bool addError(TimePoint sentAt);

    /// What would have become of the probe cannot be known: the machine was suspended, its own
    /// receive buffer overflowed, the proxy was restarted. It is no loss. A reply that comes after
    /// all is not to be reported.
    bool addInterrupted(TimePoint sentAt);

    /// A reply to a probe that was already lost, even by an ICMP error: it moves from lost() to
    /// received(), is also counted in late(), and its \a roundTripTime joins the others.
    bool addLateReply(TimePoint sentAt, std::chrono::nanoseconds roundTripTime);

    /// Another reply to a probe that was already answered; ends nothing, and its round-trip time is
    /// not used.
    bool addDuplicate(TimePoint sentAt);

    /// The probe in flight was canceled, or could not be sent at all: it leaves sent().
    bool addCanceled(TimePoint sentAt);

    /// Adds what \a other has counted, as if both streams had been recorded in one, in the windows
    /// of the later of both. Both must have used the same clock. Only jitter() cannot be
    /// concatenated: it becomes the mean of both, weighted by their numbers of replies.
    void merge(const QIcmpStatistics &other);

    /// Forgets everything. Results of probes sent before \a from will be ignored: with the present
    /// time, what is in flight counts no more; by default there are no such probes.
    void clear(TimePoint from = TimePoint::min());

    qint64 sent(Window window = Window::All) const;        ///< probes sent and not canceled
    qint64 received(Window window = Window::All) const;    ///< answered, late() ones included
    qint64 lost(Window window = Window::All) const;        ///< timed out or ended by an ICMP error
    qint64 inFlight(Window window = Window::All) const;    ///< neither answered nor given up yet
    qint64 interrupted(Window window = Window::All) const; ///< ended without a measurement
    qint64 late(Window window = Window::All) const;        ///< of received(): after the timeout
    qint64 duplicates(Window window = Window::All) const;  ///< replies beyond the first of a probe
    qint64 errors(Window window = Window::All) const;      ///< probes that an ICMP error ended

    /// 100 * lost() / (received() + lost()), 0 to 100. Absent when both are 0, for then nothing has
    /// been measured.
    std::optional<double> lossPercent(Window window = Window::All) const;

    /// The extremes and the mean of the round-trip times. Absent when there is no reply.
    std::optional<std::chrono::nanoseconds> minimum(Window window = Window::All) const;
    std::optional<std::chrono::nanoseconds> average(Window window = Window::All) const;
    std::optional<std::chrono::nanoseconds> maximum(Window window = Window::All) const;

    /// The standard deviation of the round-trip times seen (divided by their number, as ping's
    /// mdev; Welford's method): 0 for a single one, absent when there is none.
    std::optional<std::chrono::nanoseconds> standardDeviation(Window window = Window::All) const;

    /// The interarrival jitter of RFC 3550, 6.4.1, at the latest reply: J += (|D| - J) / 16, from
    /// 0, where D is the difference of the round-trip times of two replies that arrived one after
    /// the other. It remembers about the last 16 replies, so it is the same in every window that
    /// holds them. Absent when \a window has fewer than two replies.
    std::optional<std::chrono::nanoseconds> jitter(Window window = Window::All) const;

    /// The round-trip time that the fraction \a q of the replies did not exceed (nearest rank: 0.5
    /// is the median, 0.95 the 95th percentile), with a relative error of at most 2 % between 100
    /// ns and 1000 s, and never outside minimum() and maximum(), which 0 and 1 give exactly. \a q
    /// is clamped to 0..1. Absent when there is no reply or \a q is not a number.
    std::optional<std::chrono::nanoseconds> quantile(double q, Window window = Window::All) const;

    /// The distribution of the round-trip times: the classes that are not empty, ascending. They
    /// are at most 4 % wide; the outermost ones, at 64 ns and 1099 s, also hold what lies beyond.
    QList<Bucket> distribution(Window window = Window::All) const;

    /// The length of \a window; absent for Window::All.
    static std::optional<std::chrono::seconds> length(Window window);

private:
    QSharedDataPointer<QIcmpStatisticsData> d;
};

Q_DECLARE_SHARED(QIcmpStatistics)
Q_DECLARE_METATYPE(QIcmpStatistics)

/// Prints the counters and, in milliseconds, the round-trip times over all time; "-" is absent.
QICMP_EXPORT QDebug operator<<(QDebug debug, const QIcmpStatistics &statistics);
