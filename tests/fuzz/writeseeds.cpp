// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// Writes the golden messages as files of the corpora that start from them:
//
//     fuzz_writeseeds tests/fuzz/corpus

#include "golden/golden.h"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <filesystem>
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

bool writeSeed(const std::filesystem::path &folder, const std::string &title,
               const std::vector<std::uint8_t> &bytes)
{
    std::ofstream file(folder / fileName(title), std::ios::binary);
    std::for_each(bytes.begin(), bytes.end(),
                  [&](std::uint8_t byte) { file.put(static_cast<char>(byte)); });
    if (!file.flush())
        std::fprintf(stderr, "cannot write to %s\n", folder.c_str());
    return file.good();
}

} // namespace

int main(int argc, char *argv[])
{
    if (argc != 2) {
        std::fprintf(stderr, "usage: %s FOLDER\n", argv[0]);
        return 2;
    }
    const std::filesystem::path corpus = argv[1];
    bool good = true;
    for (const golden::Message &message : golden::messages())
        good = writeSeed(corpus / "icmp", golden::title(message), golden::bytes(message.hex)) &&
               good;
    for (const golden::Frame &frame : golden::proxyFrames())
        good = writeSeed(corpus / "proxyframe", frame.name, golden::bytes(frame.hex)) && good;
    for (const golden::Alteration &alteration : golden::malformedFrames())
        good = writeSeed(corpus / "proxyframe", golden::title(alteration),
                         golden::bytes(alteration)) &&
               good;
    for (const golden::Datagram &request : golden::legacyRequests())
        good = writeSeed(corpus / "legacyframe", request.name, golden::bytes(request.hex)) && good;
    for (const golden::Datagram &datagram : golden::dtlsDatagrams())
        good = writeSeed(corpus / "dtlsrecord", datagram.name, golden::bytes(datagram.hex)) && good;
    return good ? 0 : 1;
}
