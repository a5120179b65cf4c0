// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "transport/socketaddress.h"

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include <sys/socket.h>

namespace qicmp {

/// The message headers, addresses and buffers of one sendmmsg() or recvmmsg().
///
/// Every message has an equal share of one data area, and one of the control area.
class SocketBatch
{
public:
    static constexpr std::size_t capacity = 64;

    SocketBatch(std::size_t dataSize, std::size_t controlSize);

    /// Makes room for messages of \a dataSize, if there is not enough yet.
    void grow(std::size_t dataSize);
    std::size_t dataSize() const { return m_dataSize; }

    /// Makes all messages ready to receive.
    void prepareToReceive();
    /// Sets a message up to send \a size bytes of its data without control data.
    void prepareToSend(std::size_t index, const SocketAddress &to, std::size_t size);

    std::uint8_t *data(std::size_t index) { return m_data.data() + index * m_dataSize; }
    std::span<std::uint8_t> control(std::size_t index)
    {
        return {m_control.data() + index * m_controlSize, m_controlSize};
    }
    SocketAddress &address(std::size_t index) { return m_addresses[index]; }
    mmsghdr &message(std::size_t index) { return m_messages[index]; }
    mmsghdr *messages() { return m_messages.data(); }

    /// The bytes of a received message that are at hand.
    std::span<const std::uint8_t> received(std::size_t index);

private:
    std::size_t m_dataSize;
    std::size_t m_controlSize;
    std::vector<std::uint8_t> m_data;
    std::vector<std::uint8_t> m_control;
    std::array<SocketAddress, capacity> m_addresses{};
    std::array<iovec, capacity> m_vectors{};
    std::array<mmsghdr, capacity> m_messages{};
};

/// Appends control messages to the one message that is to be sent.
class ControlWriter
{
public:
    ControlWriter(msghdr &message, std::span<std::uint8_t> space);

    void add(int level, int type, const void *value, std::size_t size);
    template <typename T>
    void add(int level, int type, const T &value)
    {
        add(level, type, &value, sizeof value);
    }

private:
    msghdr &m_message;
    std::span<std::uint8_t> m_space;
};

} // namespace qicmp
