// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/options.h"

#include <charconv>
#include <fstream>
#include <optional>

namespace qicmp::tunhost {

const char *const usage =
        "usage: qicmp-tunhost --address ADDRESS/PREFIX... [OPTION...]\n"
        "Plays the hosts behind a TUN interface that it makes in this network namespace.\n"
        "  --interface NAME      the interface (tun0)\n"
        "  --address A/PREFIX    an address of ours on it; the rest of its network are hosts\n"
        "  --route NETWORK       a further network of hosts\n"
        "  --router ADDRESS      sender of ICMP errors, one a family (first address + 0xfe)\n"
        "  --rule RULE           e.g. \"10.77.0.5 delay 10ms; drop 20%\"; see README.md\n"
        "  --rules FILE          one rule a line, # starts a comment\n"
        "  --seed N              of all that is drawn by chance (1)\n"
        "  --log FILE            one JSON object a line\n"
        "  --mtu N               (1500)\n"
        "  --spin MICROSECONDS   poll this long before a packet is due (200)\n"
        "  --busy-poll 0|1       never sleep: reads at once, takes a whole processor (0)\n"
        "  --ready-fd N          print \"ready\" there (1)\n";

namespace {

template <typename Number>
bool readNumber(const std::string &text, Number &number)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc{} && end == text.data() + text.size();
}

std::string addRule(Options &options, const std::string &text)
{
    std::variant<Rule, std::string> rule = parseRule(text);
    if (const std::string *const error = std::get_if<std::string>(&rule))
        return "in the rule \"" + text + "\": " + *error;
    options.rules.push_back(std::get<Rule>(std::move(rule)));
    return {};
}

std::string addRules(Options &options, const std::string &path)
{
    std::ifstream file(path);
    if (!file)
        return "cannot read the rules in " + path;
    for (std::string line; std::getline(file, line);) {
        line.erase(std::min(line.find('#'), line.size()));
        if (line.find_first_not_of(" \t\r") == std::string::npos)
            continue;
        if (std::string error = addRule(options, line); !error.empty())
            return error;
    }
    return {};
}

std::string addRouter(Options &options, const std::string &text)
{
    const std::optional<Address> router = Address::parse(text);
    if (!router)
        return "\"" + text + "\" is no address";
    options.routers.push_back(*router);
    return {};
}

std::string readOption(Options &options, const std::string &name, const std::string &value)
{
    bool isNumber = true;
    if (name == "--interface")
        options.device.interface = value;
    else if (name == "--address")
        options.device.addresses.push_back(value);
    else if (name == "--route")
        options.device.routes.push_back(value);
    else if (name == "--router")
        return addRouter(options, value);
    else if (name == "--rule")
        return addRule(options, value);
    else if (name == "--rules")
        return addRules(options, value);
    else if (name == "--log")
        options.logPath = value;
    else if (name == "--seed")
        isNumber = readNumber(value, options.seed);
    else if (name == "--mtu")
        isNumber = readNumber(value, options.device.mtu);
    else if (name == "--ready-fd")
        isNumber = readNumber(value, options.readyDescriptor);
    else if (name == "--busy-poll")
        options.busyPolling = value != "0";
    else if (name == "--spin") {
        unsigned microseconds = 0;
        isNumber = readNumber(value, microseconds);
        options.spin = std::chrono::microseconds(microseconds);
    } else {
        return "there is no option " + name;
    }
    return isNumber ? "" : name + " needs a number";
}

/// A router in the network of each of our addresses, unless its family was given one.
std::string addDefaultRouters(Options &options)
{
    for (const std::string &text : options.device.addresses) {
        std::optional<Address> router = Address::parse(text.substr(0, text.find('/')));
        if (!router)
            return "\"" + text + "\" is no address with a prefix length";
        bool isKnown = false;
        for (const Address &known : options.routers)
            isKnown = isKnown || known.family == router->family;
        router->octets[router->size() - 1] = 0xfe;
        if (!isKnown)
            options.routers.push_back(*router);
    }
    return {};
}

} // namespace

std::variant<Options, std::string> parseOptions(const std::vector<std::string> &arguments)
{
    Options options;
    for (std::size_t at = 0; at < arguments.size(); at += 2) {
        if (arguments[at] == "--help") {
            options.help = true;
            return options;
        }
        if (at + 1 == arguments.size())
            return arguments[at] + " needs a value";
        const std::string error = readOption(options, arguments[at], arguments[at + 1]);
        if (!error.empty())
            return error;
    }
    if (options.device.addresses.empty())
        return "at least one --address is needed";
    if (std::string error = addDefaultRouters(options); !error.empty())
        return error;
    return options;
}

} // namespace qicmp::tunhost
