// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "metrics/metricspage.h"

#include <limits>
#include <sstream>
#include <utility>
#include <vector>

#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

namespace qicmp::proxy {
namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;
using prometheus::MetricType;

/// What a value of an enumeration is called in a label.
template <typename Enumeration>
struct Name
{
    Enumeration value;
    const char *text;
};

template <typename Enumeration> // which clang 14 needs to be told
Name(Enumeration, const char *)->Name<Enumeration>;

constexpr std::array sessionEnds{
        Name{SessionEnd::ByClient, "by_client"},
        Name{SessionEnd::Replaced, "replaced"},
        Name{SessionEnd::Idle, "idle"},
        Name{SessionEnd::Evicted, "evicted"},
        Name{SessionEnd::ShuttingDown, "shutting_down"},
        Name{SessionEnd::Deserted, "deserted"},
};

/// Each ping ends with one of these.
constexpr std::array outcomes{
        Name{v1::Outcome::Reply, "reply"},       Name{v1::Outcome::IcmpError, "icmp_error"},
        Name{v1::Outcome::Timeout, "timeout"},   Name{v1::Outcome::SendError, "send_error"},
        Name{v1::Outcome::Refused, "refused"},   Name{v1::Outcome::Interrupted, "interrupted"},
        Name{v1::Outcome::Canceled, "canceled"},
};

/// These come on top.
constexpr std::array extraReplies{
        Name{v1::Outcome::LateReply, "late"},
        Name{v1::Outcome::DuplicateReply, "duplicate"},
};

constexpr std::array refusals{
        Name{v1::RefusalReason::DestinationDenied, "destination_denied"},
        Name{v1::RefusalReason::DestinationForbidden, "destination_forbidden"},
        Name{v1::RefusalReason::PayloadSize, "payload_size"},
        Name{v1::RefusalReason::TimeoutLength, "timeout_length"},
        Name{v1::RefusalReason::Outstanding, "outstanding"},
        Name{v1::RefusalReason::ClientRate, "client_rate"},
        Name{v1::RefusalReason::DestinationRate, "destination_rate"},
        Name{v1::RefusalReason::TotalRate, "total_rate"},
        Name{v1::RefusalReason::OptionDenied, "option_denied"},
        Name{v1::RefusalReason::FamilyUnavailable, "family_unavailable"},
};

constexpr std::array errors{
        Name{v1::ErrorReason::UnsupportedVersion, "unsupported_version"},
        Name{v1::ErrorReason::BadCookie, "bad_cookie"},
        Name{v1::ErrorReason::UnknownSession, "unknown_session"},
        Name{v1::ErrorReason::SessionLimit, "session_limit"},
        Name{v1::ErrorReason::Overloaded, "overloaded"},
        Name{v1::ErrorReason::AddressDenied, "address_denied"},
        Name{v1::ErrorReason::ShuttingDown, "shutting_down"},
};

constexpr std::array dropCauses{
        Name{DropCause::UnknownProtocol, "unknown_protocol"},
        Name{DropCause::Malformed, "malformed"},
        Name{DropCause::UnsupportedVersion, "unsupported_version"},
        Name{DropCause::ProtocolOff, "protocol_off"},
        Name{DropCause::AddressDenied, "address_denied"},
        Name{DropCause::BadCookie, "bad_cookie"},
        Name{DropCause::UnknownSession, "unknown_session"},
        Name{DropCause::Repeated, "repeated"},
        Name{DropCause::BeyondWindow, "beyond_window"},
        Name{DropCause::NoRoom, "no_room"},
        Name{DropCause::Busy, "busy"},
        Name{DropCause::Refused, "refused"},
};

// A value that is added to an enumeration must not be forgotten here. Those of the protocol begin
// with 1.
static_assert(sessionEnds.size() == decltype(Counters::sessionsEnded)::size);
static_assert(outcomes.size() + extraReplies.size() == decltype(Counters::outcomes)::size - 1);
static_assert(refusals.size() == decltype(Counters::refusals)::size - 1);
static_assert(errors.size() == decltype(Counters::errors)::size - 1);
static_assert(dropCauses.size() == decltype(Counters::dropped)::size);

/// Families in the order in which they are printed.
class Page
{
public:
    void gauge(const char *name, const char *help, double value)
    {
        ClientMetric metric;
        metric.gauge.value = value;
        begin(name, help, MetricType::Gauge).metric.push_back(std::move(metric));
    }

    void counter(const char *name, const char *help, std::uint64_t value)
    {
        begin(name, help, MetricType::Counter).metric.push_back(counted(value));
    }

    /// A counter for each value of an enumeration.
    template <typename Counts, typename Names>
    void counters(const char *name, const char *help, const char *label, const Counts &counts,
                  const Names &names)
    {
        MetricFamily &family = begin(name, help, MetricType::Counter);
        for (const auto &[value, text] : names) {
            ClientMetric metric = counted(counts[value]);
            metric.label.push_back({label, text});
            family.metric.push_back(std::move(metric));
        }
    }

    void histogram(const char *name, const char *help, const RoundTripHistogram &times)
    {
        constexpr double seconds = 1e-9;
        ClientMetric metric;
        auto &histogram = metric.histogram;
        for (std::size_t i = 0; i < times.counts().size(); ++i) {
            histogram.sample_count += times.counts()[i];
            const bool last = i == RoundTripHistogram::bounds.size();
            histogram.bucket.push_back(
                    {histogram.sample_count,
                     last ? std::numeric_limits<double>::infinity()
                          : static_cast<double>(RoundTripHistogram::bounds[i]) * seconds});
        }
        histogram.sample_sum = static_cast<double>(times.sum()) * seconds;
        begin(name, help, MetricType::Histogram).metric.push_back(std::move(metric));
    }

    void buildInfo(const std::string &version)
    {
        ClientMetric metric;
        metric.label.push_back({"version", version});
        metric.gauge.value = 1;
        begin("icmp_proxy_build_info", "Which version runs.", MetricType::Gauge)
                .metric.push_back(std::move(metric));
    }

    std::string text() const
    {
        std::ostringstream out;
        prometheus::TextSerializer().Serialize(out, m_families);
        return std::move(out).str();
    }

private:
    MetricFamily &begin(const char *name, const char *help, MetricType type)
    {
        return m_families.emplace_back(MetricFamily{name, help, type, {}});
    }

    static ClientMetric counted(std::uint64_t value)
    {
        ClientMetric metric;
        metric.counter.value = static_cast<double>(value);
        return metric;
    }

    std::vector<MetricFamily> m_families;
};

} // namespace

std::string metricsPage(const Counters &counters, const std::string &version)
{
    Page page;
    page.buildInfo(version);
    page.gauge("icmp_proxy_sessions", "Sessions that live now.", counters.sessions);
    page.counter("icmp_proxy_sessions_opened_total", "Sessions opened.", counters.sessionsOpened);
    page.counters("icmp_proxy_sessions_ended_total", "Sessions ended, by how.", "cause",
                  counters.sessionsEnded, sessionEnds);
    page.gauge("icmp_proxy_dtls_connections", "DTLS connections that stand now.",
               counters.connections);
    page.counter("icmp_proxy_dtls_handshakes_total",
                 "DTLS handshakes begun by clients that have shown their address.",
                 counters.handshakesBegun);
    page.counter("icmp_proxy_dtls_completed_handshakes_total", "DTLS handshakes completed.",
                 counters.handshakesDone);
    page.gauge("icmp_proxy_outstanding_pings", "Pings without an outcome now.",
               counters.outstanding);
    page.counter("icmp_proxy_requested_pings_total", "Pings that clients asked for.",
                 counters.pings);
    page.counters("icmp_proxy_pings_total", "Pings that have ended, by outcome.", "outcome",
                  counters.outcomes, outcomes);
    page.counters("icmp_proxy_extra_replies_total",
                  "Replies after the outcome, and further replies to one ping.", "kind",
                  counters.outcomes, extraReplies);
    page.counters("icmp_proxy_refusals_total", "Pings that were not sent, by reason.", "reason",
                  counters.refusals, refusals);
    page.histogram("icmp_proxy_round_trip_seconds", "Round trips of replies that came in time.",
                   counters.roundTrips);
    page.counter("icmp_proxy_legacy_requests_total", "Requests of icmp4em's protocol, accepted.",
                 counters.legacyRequests);
    page.counter("icmp_proxy_legacy_replies_total", "Replies to requests of icmp4em's protocol.",
                 counters.legacyReplies);
    page.counter("icmp_proxy_received_datagrams_total", "Datagrams received from clients.",
                 counters.datagramsReceived);
    page.counter("icmp_proxy_sent_datagrams_total", "Datagrams sent to clients.",
                 counters.datagramsSent);
    page.counter("icmp_proxy_unsent_datagrams_total",
                 "Datagrams to clients that the system had no room for.", counters.datagramsUnsent);
    page.counters("icmp_proxy_dropped_datagrams_total",
                  "Datagrams from clients that had no effect, by cause.", "cause", counters.dropped,
                  dropCauses);
    page.counters("icmp_proxy_errors_total", "Messages answered with an error, by reason.",
                  "reason", counters.errors, errors);
    page.counter("icmp_proxy_dropped_results_total",
                 "Late and duplicate replies that a client was too slow to hear of.",
                 counters.extraResultsDropped);
    page.counter("icmp_proxy_receive_overflows_total",
                 "Packets that the ICMP sockets had no room for.", counters.receiveOverflows);
    return page.text();
}

} // namespace qicmp::proxy
