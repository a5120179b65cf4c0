// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <unordered_map>

namespace qicmp::proxy {

/// Items that wait, those of each owner in order, and the owners by turns: however many one has,
/// another waits for no more than a few of them.
template <typename Item>
class FairQueue
{
public:
    /// Items of one owner in a row. Its pings mostly have equal options, which is cheaper to send.
    static constexpr int turn = 16;

    void push(std::uint32_t owner, const Item &item)
    {
        const auto [queue, isNew] = m_queues.try_emplace(owner);
        if (isNew)
            m_turns.push_back(owner);
        queue->second.push_back(item);
    }

    /// The next one; null: there is none.
    const Item *front() const
    {
        return m_turns.empty() ? nullptr : &m_queues.find(m_turns.front())->second.front();
    }

    /// Removes the next one, which there is.
    void pop()
    {
        const auto queue = m_queues.find(m_turns.front());
        queue->second.pop_front();
        const bool done = queue->second.empty();
        if (!done && ++m_inTurn < turn)
            return;
        m_inTurn = 0;
        const std::uint32_t owner = m_turns.front();
        m_turns.pop_front();
        if (done)
            m_queues.erase(queue);
        else
            m_turns.push_back(owner);
    }

    /// Forgets all of \a owner.
    void drop(std::uint32_t owner)
    {
        if (m_queues.erase(owner) == 0)
            return;
        if (m_turns.front() == owner)
            m_inTurn = 0;
        std::erase(m_turns, owner);
    }

    std::size_t sizeOf(std::uint32_t owner) const
    {
        const auto queue = m_queues.find(owner);
        return queue == m_queues.end() ? 0 : queue->second.size();
    }
    bool isEmpty() const { return m_turns.empty(); }

private:
    std::unordered_map<std::uint32_t, std::deque<Item>> m_queues; ///< none is empty
    std::deque<std::uint32_t> m_turns;                            ///< its owners, whose turn first
    int m_inTurn = 0; ///< items that the first has had in this turn
};

} // namespace qicmp::proxy
