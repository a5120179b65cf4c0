// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "transport/socketbatch.h"

#include <algorithm>
#include <cstring>

namespace qicmp {

SocketBatch::SocketBatch(std::size_t dataSize, std::size_t controlSize)
    : m_dataSize(dataSize)
    , m_controlSize(controlSize)
    , m_data(capacity * dataSize)
    , m_control(capacity * controlSize)
{
}

void SocketBatch::grow(std::size_t dataSize)
{
    if (dataSize <= m_dataSize)
        return;
    m_dataSize = dataSize;
    m_data.assign(capacity * dataSize, 0);
}

void SocketBatch::prepareToReceive()
{
    for (std::size_t i = 0; i < capacity; ++i) {
        m_vectors[i] = {data(i), m_dataSize};
        msghdr &header = m_messages[i].msg_hdr;
        header.msg_name = &m_addresses[i].storage;
        header.msg_namelen = sizeof m_addresses[i].storage;
        header.msg_iov = &m_vectors[i];
        header.msg_iovlen = 1;
        header.msg_control = control(i).data();
        header.msg_controllen = m_controlSize;
        header.msg_flags = 0;
    }
}

void SocketBatch::prepareToSend(std::size_t index, const SocketAddress &to, std::size_t size)
{
    m_addresses[index] = to;
    m_vectors[index] = {data(index), size};
    msghdr &header = m_messages[index].msg_hdr;
    header = {};
    header.msg_name = &m_addresses[index].storage;
    header.msg_namelen = to.size;
    header.msg_iov = &m_vectors[index];
    header.msg_iovlen = 1;
}

std::span<const std::uint8_t> SocketBatch::received(std::size_t index)
{
    return {data(index), std::min<std::size_t>(m_messages[index].msg_len, m_dataSize)};
}

ControlWriter::ControlWriter(msghdr &message, std::span<std::uint8_t> space)
    : m_message(message), m_space(space)
{
    m_message.msg_control = nullptr;
    m_message.msg_controllen = 0;
}

void ControlWriter::add(int level, int type, const void *value, std::size_t size)
{
    const std::size_t used = m_message.msg_controllen;
    if (used + CMSG_SPACE(size) > m_space.size())
        return; // sized for all there can be
    m_message.msg_control = m_space.data();
    m_message.msg_controllen = used + CMSG_SPACE(size);
    cmsghdr header{};
    header.cmsg_level = level;
    header.cmsg_type = type;
    header.cmsg_len = CMSG_LEN(size);
    std::memset(m_space.data() + used, 0, CMSG_SPACE(size));
    std::memcpy(m_space.data() + used, &header, sizeof header);
    std::memcpy(m_space.data() + used + CMSG_LEN(0), value, size);
}

} // namespace qicmp
