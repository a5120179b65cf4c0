// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "tunhost/rule.h"
#include "tunhost/tundevice.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace qicmp::tunhost {

/// What the command line asks for.
struct Options
{
    TunSettings device;
    std::vector<Rule> rules;
    std::vector<Address> routers; ///< senders of errors, one a family
    std::string logPath;
    std::uint64_t seed = 1;
    std::chrono::nanoseconds spin = std::chrono::microseconds(200);
    bool busyPolling = false; ///< never sleep while waiting for requests
    int readyDescriptor = 1;  ///< where "ready" is printed
    bool help = false;
};

extern const char *const usage;

/// Reads the arguments after the program's name. The other alternative says what is wrong.
std::variant<Options, std::string> parseOptions(const std::vector<std::string> &arguments);

} // namespace qicmp::tunhost
