// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echopayload.h"
#include "transport/icmpsocket.h"
#include "transport/icmpsocketbatches.h"
#include "transport/socketoptions.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

#include <linux/errqueue.h>
#include <linux/net_tstamp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace qicmp {
namespace {

/// Errors that come before the kernel counts the packet. After any other, its count may or may not
/// have gone on (it depends on its version).
bool precedesCounting(int error)
{
    return error == ENETUNREACH || error == EHOSTUNREACH || error == EACCES || error == EINVAL ||
           error == EADDRNOTAVAIL || error == ENODEV;
}

template <typename T>
T valueOf(const cmsghdr *control)
{
    T value{};
    std::memcpy(&value, CMSG_DATA(control), sizeof value);
    return value;
}

Nanoseconds softwareStamp(const cmsghdr *control)
{
    const auto stamps = valueOf<scm_timestamping>(control);
    return Nanoseconds{stamps.ts[0].tv_sec} * second + stamps.ts[0].tv_nsec;
}

bool is(const cmsghdr *control, int level, int type)
{
    return control->cmsg_level == level && control->cmsg_type == type;
}

/// Calls \a visit for each control message.
template <typename Visitor>
void forEachControl(msghdr &message, Visitor visit)
{
    for (cmsghdr *control = CMSG_FIRSTHDR(&message); control;
         control = CMSG_NXTHDR(&message, control))
        visit(control);
}

/// TTL, traffic class, source and interface travel with each packet (RFC 3542, 6).
void writeControl(msghdr &message, std::span<std::uint8_t> space, const OutgoingEcho &echo)
{
    const EchoOptions &options = *echo.options;
    const bool routed = options.interfaceIndex != 0 || !options.source.isNull();
    if (options.ttl < 0 && options.trafficClass < 0 && !routed)
        return;
    const bool v6 = echo.target.family == Family::IPv6;
    ControlWriter writer(message, space);
    if (options.ttl >= 0)
        writer.add(v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_HOPLIMIT : IP_TTL, int{options.ttl});
    if (options.trafficClass >= 0)
        writer.add(v6 ? IPPROTO_IPV6 : IPPROTO_IP, v6 ? IPV6_TCLASS : IP_TOS,
                   int{options.trafficClass});
    if (routed && v6) {
        in6_pktinfo info{};
        std::copy(options.source.bytes.begin(), options.source.bytes.end(), info.ipi6_addr.s6_addr);
        info.ipi6_ifindex = options.interfaceIndex;
        writer.add(IPPROTO_IPV6, IPV6_PKTINFO, info);
    } else if (routed) {
        in_pktinfo info{};
        std::memcpy(&info.ipi_spec_dst, options.source.bytes.data(), sizeof info.ipi_spec_dst);
        info.ipi_ifindex = static_cast<int>(options.interfaceIndex);
        writer.add(IPPROTO_IP, IP_PKTINFO, info);
    }
}

/// Whether this machine has the address, so that packets may carry it as source.
bool isLocal(const IpAddress &address)
{
    const SocketAddress local(address);
    const int probe = socket(local.storage.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    const bool bound = probe >= 0 && bind(probe, &local.storage.any, local.size) == 0;
    if (probe >= 0)
        close(probe);
    return bound;
}

} // namespace

Failure classifySendError(int systemError, const EchoOptions &options)
{
    Failure failure;
    failure.systemError = systemError;
    if (!options.source.isNull() && !isLocal(options.source)) {
        failure.code = FailureCode::InvalidArgument;
        failure.systemError = EADDRNOTAVAIL; // of what IPv4 calls an unreachable network
        return failure;
    }
    const bool bound = options.interfaceIndex != 0 || !options.source.isNull();
    switch (systemError) {
    case ENETUNREACH:
    case EHOSTUNREACH:
    case ENETDOWN:
    case EHOSTDOWN:
    case EAFNOSUPPORT:
        failure.code = FailureCode::NetworkUnreachable;
        break;
    case EACCES: // a broadcast address, or a route that prohibits (RFC 1122, 3.3.6; ip-route)
        failure.code = FailureCode::PermissionDenied;
        break;
    case EMSGSIZE:
        failure.code = FailureCode::PacketTooBig;
        break;
    case EINVAL:
    case EADDRNOTAVAIL:
    case ENODEV:
    case ENXIO:
        failure.code = bound ? FailureCode::InvalidArgument : FailureCode::SendFailed;
        break;
    default:
        failure.code = FailureCode::SendFailed;
        break;
    }
    return failure;
}

// --- sending ---

SendResult IcmpSocket::send(std::span<const OutgoingEcho> echoes)
{
    SendResult result;
    bool triedAgain = false;
    while (result.accepted < echoes.size()) {
        const auto rest = echoes.subspan(result.accepted);
        const EchoOptions &options = *rest.front().options;
        int error = applySocketOptions(options);
        if (error == 0) {
            const std::size_t count = prepareGroup(rest);
            const int sent = sendmmsg(m_descriptor, m_batches->outgoing.messages(),
                                      static_cast<unsigned>(count), 0);
            if (sent > 0) {
                recordSent(rest.first(static_cast<std::size_t>(sent)));
                result.accepted += static_cast<std::uint32_t>(sent);
                triedAgain = false;
                continue;
            }
            error = sent == 0 ? EAGAIN : errno;
        }
        if (error == EINTR)
            continue;
        if (!precedesCounting(error))
            m_stampsInDoubt = true;
        if (m_kind == Kind::Datagram && !isBackpressure(error) && !triedAgain) {
            // With IP_RECVERR, an ICMP error for one host makes the next send fail, whomever it is
            // for. That send has cleared it; an error that comes again is meant.
            triedAgain = true;
            continue;
        }
        result.verdict =
                isBackpressure(error) ? SendResult::Verdict::Blocked : SendResult::Verdict::Refused;
        result.failure = classifySendError(error, options);
        break;
    }
    return result;
}

/// Prepares the echoes that can leave by one call: equal socket options, one batch.
std::size_t IcmpSocket::prepareGroup(std::span<const OutgoingEcho> echoes)
{
    const EchoOptions &first = *echoes.front().options;
    std::size_t count = 0;
    std::size_t largest = 0;
    for (const OutgoingEcho &echo : echoes.first(std::min(echoes.size(), SocketBatch::capacity))) {
        if (echo.options->dontFragment != first.dontFragment ||
            echo.options->broadcast != first.broadcast)
            break;
        largest = std::max<std::size_t>(largest, echo.options->payloadSize);
        ++count;
    }
    m_batches->outgoing.grow(largest + icmpEchoHeaderSize);
    m_batches->packets.grow(largest + headerRoom);
    for (std::size_t i = 0; i < count; ++i)
        prepareMessage(i, echoes[i]);
    return count;
}

void IcmpSocket::prepareMessage(std::size_t index, const OutgoingEcho &echo)
{
    SocketBatch &batch = m_batches->outgoing;
    const std::size_t size = icmpEchoHeaderSize + echo.options->payloadSize;
    const ByteSpan packet(batch.data(index), size);
    writeEchoPayload(packet.subspan(icmpEchoHeaderSize), *echo.options, {echo.probe, echo.tag});
    finishEchoRequest(m_family, echo.id, echo.sequence, packet);

    SocketAddress target(echo.target);
    if (m_family == Family::IPv6 && echo.target.scope == 0 && echo.target.isLinkLocal())
        target.storage.v6.sin6_scope_id = echo.options->interfaceIndex;
    batch.prepareToSend(index, target, size);
    writeControl(batch.message(index).msg_hdr, batch.control(index), echo);
}

void IcmpSocket::recordSent(std::span<const OutgoingEcho> echoes)
{
    for (const OutgoingEcho &echo : echoes)
        m_ledger.add({m_stampsInDoubt ? 0 : echo.probe, echo.id});
}

// --- receiving ---

bool IcmpSocket::receive(TransportSink &sink)
{
    // Packets are taken out first and all of the error queue after them, so that the transmit stamp
    // of every reply in hand is in hand as well.
    constexpr auto full = static_cast<int>(SocketBatch::capacity);
    constexpr int mostErrorBatches = 16;
    m_icmpErrorRead = false;
    const int packets = readPackets();
    int errors = full;
    for (int batch = 0; errors == full && batch < mostErrorBatches; ++batch) {
        errors = readErrorQueue();
        if (errors > 0 || (packets > 0 && batch == 0))
            sink.batchRead();
        for (int i = 0; i < errors; ++i)
            deliverError(sink, static_cast<std::size_t>(i));
    }
    for (int i = 0; i < packets; ++i)
        deliverPacket(sink, static_cast<std::size_t>(i));

    if (m_stampsInDoubt && errors < full) {
        setStamping(false);
        setStamping(true);
        m_ledger.restart();
        m_stampsInDoubt = false;
    }
    // With IP_RECVERR a pending error cuts a read short: only one that found nothing has seen all.
    const bool cutShort = m_kind == Kind::Datagram && (packets > 0 || m_icmpErrorRead);
    return packets == full || errors == full || cutShort;
}

int IcmpSocket::readPackets()
{
    SocketBatch &batch = m_batches->packets;
    batch.prepareToReceive();
    // MSG_TRUNC: the length is the packet's, even where the buffer is smaller.
    int count = -1;
    for (int attempt = 0; attempt < 4 && count < 0; ++attempt) {
        count = recvmmsg(m_descriptor, batch.messages(), SocketBatch::capacity,
                         MSG_DONTWAIT | MSG_TRUNC, nullptr);
        if (count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            return 0;
    }
    m_icmpErrorRead =
            m_icmpErrorRead || count < 0; // a pending error instead of packets, four times
    return std::max(count, 0);
}

int IcmpSocket::readErrorQueue()
{
    SocketBatch &batch = m_batches->errors;
    batch.prepareToReceive();
    const int count = recvmmsg(m_descriptor, batch.messages(), SocketBatch::capacity,
                               MSG_DONTWAIT | MSG_ERRQUEUE, nullptr);
    return std::max(count, 0);
}

void IcmpSocket::deliverPacket(TransportSink &sink, std::size_t index)
{
    SocketBatch &batch = m_batches->packets;
    mmsghdr &message = batch.message(index);
    Nanoseconds stamp = 0;
    std::int16_t ttl = -1;
    forEachControl(message.msg_hdr, [&](const cmsghdr *control) {
        if (is(control, SOL_SOCKET, SCM_TIMESTAMPING))
            stamp = softwareStamp(control);
        else if (is(control, IPPROTO_IP, IP_TTL) || is(control, IPPROTO_IPV6, IPV6_HOPLIMIT))
            ttl = static_cast<std::int16_t>(valueOf<int>(control));
    });

    const bool truncated = message.msg_len > batch.dataSize(); // longer than anything we sent
    ByteView icmp = batch.received(index);
    IpAddress source = toIpAddress(&batch.address(index).storage.any);
    if (m_kind == Kind::Raw && m_family == Family::IPv4) {
        const auto parsed = parseIpv4(icmp);
        const auto *packet = std::get_if<Ipv4Packet>(&parsed);
        if (!packet || truncated) {
            sink.receivedCorrupt();
            return;
        }
        source = packet->source;
        ttl = packet->ttl;
        icmp = packet->icmp;
    }

    const IcmpMessage parsed = parseIcmp(m_family, icmp);
    if (const auto *echo = std::get_if<EchoMessage>(&parsed)) {
        if (echo->isReply)
            sink.received(ReceivedEcho{source, echo->id, echo->sequence, ttl,
                                       static_cast<std::uint32_t>(echo->payload.size()),
                                       echo->payload, stamp});
    } else if (const auto *error = std::get_if<ErrorMessage>(&parsed)) {
        sink.received(ReceivedError{source, *error, stamp});
    } else if (const Rejection rejection = std::get<Rejection>(parsed);
               rejection == Rejection::BadChecksum || rejection == Rejection::Truncated) {
        sink.receivedCorrupt();
    }
}

void IcmpSocket::deliverError(TransportSink &sink, std::size_t index)
{
    SocketBatch &batch = m_batches->errors;
    mmsghdr &message = batch.message(index);
    Nanoseconds stamp = 0;
    sock_extended_err extended{};
    IpAddress responder;
    forEachControl(message.msg_hdr, [&](const cmsghdr *control) {
        if (is(control, SOL_SOCKET, SCM_TIMESTAMPING)) {
            stamp = softwareStamp(control);
        } else if (is(control, IPPROTO_IP, IP_RECVERR) || is(control, IPPROTO_IPV6, IPV6_RECVERR)) {
            extended = valueOf<sock_extended_err>(control);
            if (control->cmsg_len >= CMSG_LEN(sizeof extended + sizeof(sockaddr_in)))
                responder = toIpAddress(SO_EE_OFFENDER(
                        reinterpret_cast<const sock_extended_err *>(CMSG_DATA(control))));
        }
    });

    if (extended.ee_origin == SO_EE_ORIGIN_TIMESTAMPING) {
        if (const auto sent = m_ledger.find(extended.ee_data))
            sink.transmitted(sent->probe, sent->id, stamp);
        return;
    }
    const bool icmp =
            extended.ee_origin == SO_EE_ORIGIN_ICMP || extended.ee_origin == SO_EE_ORIGIN_ICMP6;
    const auto kind = classifyError(m_family, extended.ee_type, extended.ee_code);
    const ByteView quoted = batch.received(index); // the echo request, from its ICMP header on
    if (!icmp || !kind || quoted.size() < icmpEchoHeaderSize)
        return;
    ErrorMessage error;
    error.kind = *kind;
    error.type = extended.ee_type;
    error.code = extended.ee_code;
    error.mtu = *kind == ErrorKind::PacketTooBig ? extended.ee_info : 0;
    error.quotedTarget = toIpAddress(&batch.address(index).storage.any);
    error.id = m_firstIdentifier;
    error.sequence = static_cast<std::uint16_t>(quoted[6] << 8 | quoted[7]);
    error.payload = quoted.subspan(icmpEchoHeaderSize);
    sink.received(ReceivedError{responder, error, stamp});
}

} // namespace qicmp
