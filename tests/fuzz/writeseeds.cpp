// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Writes the golden messages as files of a corpus:
//
//     fuzz_icmp_writeseeds tests/fuzz/corpus/icmp

#include "golden/golden.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <fstream>

namespace {

/// "icmpv4: no quote" becomes "icmpv4-no-quote".
std::string fileName(const std::string &title)
{
    std::string name;
    for (const char c : title) {
        if (std::isalnum(static_cast<unsigned char>(c)) != 0)
            name += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        else if (!name.empty() && name.back() != '-')
            name += '-';
    }
    return name;
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    for (const golden::Message &message : golden::messages()) {
        const std::vector<std::uint8_t> bytes = golden::bytes(message.hex);
        std::ofstream file(std::string(argv[1]) + '/' + fileName(golden::title(message)),
                           std::ios::binary);
        std::for_each(bytes.begin(), bytes.end(),
                      [&](std::uint8_t byte) { file.put(static_cast<char>(byte)); });
        if (!file.flush()) {
            std::fprintf(stderr, "cannot write to %s\n", argv[1]);
            return 1;
        }
    }
    return 0;
}
