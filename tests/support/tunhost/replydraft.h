// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhost/rule.h"
#include "tunhost/seededdraw.h"

#include <optional>

namespace qicmp::tunhost {

using support::Bytes;
using support::ByteView;
using support::IcmpMessage;

/// The answer to one request while the actions of a rule still change it.
class ReplyDraft
{
public:
    /// \a request must outlive the draft.
    explicit ReplyDraft(const IcmpMessage &request);

    /// Damages the answer or adds options. False where there is nothing to damage: a payload too
    /// short to flip or cut, an address of the other family.
    bool apply(const Action &action, const SeededDraw &draw);
    /// The host is \a hops nodes away: each router between took one off the answer's hop limit.
    void setHops(std::uint32_t hops);

    bool isDamaged() const { return !m_damage.empty(); }
    const std::string &damage() const { return m_damage; } ///< names of actions, joined by "+"
    const Address &source() const { return m_envelope.source; }
    Bytes packet() const; ///< the answer as it stands

    /// A sound reply by \a source with another identity. With \a draw its payload is random.
    Bytes forgery(const Address &source, std::uint16_t id, std::uint16_t sequence,
                  const SeededDraw *draw) const;

private:
    const IcmpMessage &m_request;
    support::Envelope m_envelope;
    std::uint16_t m_id;
    std::uint16_t m_sequence;
    Bytes m_payload;
    std::optional<std::size_t> m_bitFlippedLast; ///< in the payload, once the checksum is made
    std::string m_damage;
};

} // namespace qicmp::tunhost
