// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <new>

// Memory that is used again at once hides mistakes from the address sanitizer.
#if defined(__SANITIZE_ADDRESS__)
#define QICMP_RECYCLE_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define QICMP_RECYCLE_MEMORY 0
#endif
#endif
#ifndef QICMP_RECYCLE_MEMORY
#define QICMP_RECYCLE_MEMORY 1
#endif

namespace qicmp {

/// A base for values that come and go by the thousand: what one leaves behind, the next one of its
/// kind takes. The general allocator keeps only a few blocks of a size at hand, so that a batch of
/// replies cost twice as much to allocate and free as to receive. Each thread keeps its own blocks,
/// a bounded number of them; a value may be freed by another thread than made it. T is final.
template <typename T>
class Recycled
{
public:
#if QICMP_RECYCLE_MEMORY
    static void *operator new(std::size_t size)
    {
        Shelf &blocks = shelf();
        if (!blocks.first)
            return ::operator new(size);
        Block *const block = blocks.first;
        blocks.first = block->next;
        --blocks.count;
        return block;
    }

    static void operator delete(void *memory)
    {
        Shelf &blocks = shelf();
        if (!memory || blocks.isClosed || blocks.count == mostBlocks) {
            ::operator delete(memory);
            return;
        }
        static thread_local const Closing closing; // made with the first block that is kept
        (void)closing;
        blocks.first = new (memory) Block{blocks.first};
        ++blocks.count;
    }
#endif

private:
    static constexpr int mostBlocks = 4096;

    struct Block
    {
        Block *next;
    };
    struct Shelf // trivial: good until the thread is gone, whatever is destroyed when
    {
        Block *first;
        int count;
        bool isClosed;
    };
    struct Closing
    {
        ~Closing()
        {
            Shelf &blocks = shelf();
            blocks.isClosed = true;
            while (Block *const block = blocks.first) {
                blocks.first = block->next;
                ::operator delete(block);
            }
        }
    };

    static Shelf &shelf()
    {
        static thread_local Shelf blocks{};
        return blocks;
    }
};

} // namespace qicmp
