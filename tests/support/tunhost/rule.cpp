// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/rule.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace qicmp::tunhost {

namespace {

using support::ErrorKind;
using Nanoseconds = std::chrono::nanoseconds;

/// What may or must follow the name of an action.
enum class Operand { None, Duration, Number, OptionalNumber, Address, OptionalAddress };

struct Verb
{
    std::string_view name;
    ActionKind kind;
    Operand operand;
    ErrorKind error = ErrorKind::Unreachable;
};

constexpr std::array verbs{
        Verb{"delay", ActionKind::Delay, Operand::Duration},
        Verb{"drop", ActionKind::Drop, Operand::None},
        Verb{"silent", ActionKind::Drop, Operand::None},
        Verb{"duplicate", ActionKind::Duplicate, Operand::None},
        Verb{"reorder", ActionKind::Reorder, Operand::None},
        Verb{"corrupt", ActionKind::Corrupt, Operand::None},
        Verb{"truncate", ActionKind::Truncate, Operand::OptionalNumber},
        Verb{"wrong-source", ActionKind::WrongSource, Operand::OptionalAddress},
        Verb{"wrong-id", ActionKind::WrongId, Operand::None},
        Verb{"wrong-sequence", ActionKind::WrongSequence, Operand::None},
        Verb{"wrong-tag", ActionKind::WrongTag, Operand::None},
        Verb{"ip-options", ActionKind::IpOptions, Operand::None},
        Verb{"hops", ActionKind::Hops, Operand::Number, ErrorKind::TimeExceeded},
        Verb{"path-mtu", ActionKind::PathMtu, Operand::Number, ErrorKind::PacketTooBig},
        Verb{"unreachable", ActionKind::Error, Operand::Number, ErrorKind::Unreachable},
        Verb{"time-exceeded", ActionKind::Error, Operand::None, ErrorKind::TimeExceeded},
        Verb{"too-big", ActionKind::Error, Operand::Number, ErrorKind::PacketTooBig},
        Verb{"parameter-problem", ActionKind::Error, Operand::OptionalNumber,
             ErrorKind::ParameterProblem},
        Verb{"redirect", ActionKind::Notice, Operand::Address, ErrorKind::Redirect},
        Verb{"source-quench", ActionKind::Notice, Operand::None, ErrorKind::SourceQuench},
        Verb{"forge", ActionKind::Forge, Operand::Address},
};

template <typename Number>
std::optional<Number> parseNumber(std::string_view text)
{
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number < Number{})
        return std::nullopt;
    return number;
}

std::optional<Nanoseconds> parseDuration(std::string_view text)
{
    struct Unit
    {
        std::string_view name;
        double nanoseconds;
    };
    constexpr std::array units{Unit{"ns", 1}, Unit{"us", 1e3}, Unit{"ms", 1e6}, Unit{"s", 1e9}};
    for (const Unit &unit : units) {
        if (!text.ends_with(unit.name))
            continue;
        if (const auto count = parseNumber<double>(text.substr(0, text.size() - unit.name.size())))
            return Nanoseconds(static_cast<Nanoseconds::rep>(*count * unit.nanoseconds));
    }
    return std::nullopt;
}

std::vector<std::string_view> words(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    std::vector<std::string_view> found;
    std::size_t at = text.find_first_not_of(blanks);
    while (at != std::string_view::npos) {
        const std::size_t end = text.find_first_of(blanks, at);
        found.push_back(text.substr(at, end - at));
        at = text.find_first_not_of(blanks, end);
    }
    return found;
}

/// Stores \a value where there is one; says whether there was.
template <typename Field, typename Value>
bool take(Field &field, const std::optional<Value> &value)
{
    if (value)
        field = *value;
    return value.has_value();
}

bool takeWord(bool &field, std::string_view word, std::string_view no, std::string_view yes)
{
    field = word == yes;
    return word == yes || word == no;
}

/// Reads an option with a value, such as "gap 2ms". Nothing when there is no such option, else
/// whether the value was understood.
std::optional<bool> readOption(Action &action, std::string_view key, std::string_view value)
{
    if (key == "first")
        return take(action.when.first, parseNumber<std::uint64_t>(value));
    if (key == "after")
        return take(action.when.after, parseNumber<std::uint64_t>(value));
    if (key == "every")
        return take(action.when.every, parseNumber<std::uint64_t>(value)) && action.when.every > 0;
    if (key == "jitter")
        return take(action.jitter, parseDuration(value));
    if (key == "gap" || key == "by")
        return take(action.time, parseDuration(value));
    if (key == "quote")
        return takeWord(action.error.quoteAll, value, "8", "all");
    if (key == "code")
        return take(action.error.code, parseNumber<std::uint8_t>(value));
    if (key == "from")
        return take(action.router, Address::parse(value));
    if (key == "checksum")
        return takeWord(action.checksumWrong, value, "fixed", "wrong");
    if (key == "payload")
        return takeWord(action.randomPayload, value, "copy", "random");
    if (key == "claim")
        return takeWord(action.latestIdentity, value, "request", "latest");
    return std::nullopt;
}

bool readOperand(Action &action, Operand operand, std::string_view word)
{
    switch (operand) {
    case Operand::None:
        return false;
    case Operand::Duration:
        return take(action.time, parseDuration(word));
    case Operand::Number:
    case Operand::OptionalNumber:
        return take(action.number, parseNumber<std::uint32_t>(word));
    case Operand::Address:
    case Operand::OptionalAddress:
        return take(action.address, Address::parse(word));
    }
    return false;
}

bool isRequired(Operand operand)
{
    return operand == Operand::Duration || operand == Operand::Number ||
           operand == Operand::Address;
}

/// An action with the defaults of its verb.
Action actionFor(const Verb &verb)
{
    Action action;
    action.kind = verb.kind;
    action.name = verb.name;
    action.error.kind = verb.error;
    if (verb.kind == ActionKind::Reorder)
        action.time = std::chrono::milliseconds(30);
    else if (verb.kind == ActionKind::Duplicate)
        action.time = std::chrono::microseconds(200);
    else if (verb.error == ErrorKind::Redirect)
        action.error.code = 1; // for the host (RFC 792); an IPv6 redirect has no other code than 0
    return action;
}

/// Moves what the operand means for an error to where the packet builder looks for it.
void completeError(Action &action)
{
    if (action.error.kind == ErrorKind::Unreachable && action.kind == ActionKind::Error)
        action.error.code = static_cast<std::uint8_t>(action.number);
    else
        action.error.value = action.number;
    action.error.gateway = action.address;
}

std::variant<Action, std::string> parseAction(std::string_view text)
{
    const std::vector<std::string_view> tokens = words(text);
    if (tokens.empty())
        return "an action is missing";
    const std::string name(tokens.front());
    const auto *const verb = std::ranges::find(verbs, tokens.front(), &Verb::name);
    if (verb == verbs.end())
        return "there is no action \"" + name + "\"";

    Action action = actionFor(*verb);
    bool hasOperand = false;
    for (std::size_t at = 1; at < tokens.size(); ++at) {
        const std::string_view token = tokens[at];
        const std::string_view value = at + 1 < tokens.size() ? tokens[at + 1] : "";
        if (token.ends_with('%')) {
            if (!take(action.when.percent, parseNumber<double>(token.substr(0, token.size() - 1))))
                return name + ": \"" + std::string(token) + "\" is no percentage";
        } else if (const std::optional<bool> understood = readOption(action, token, value)) {
            if (!*understood)
                return name + ": \"" + std::string(value) + "\" is no value for " +
                       std::string(token);
            ++at;
        } else if (!hasOperand && readOperand(action, verb->operand, token)) {
            hasOperand = true;
        } else {
            return name + ": \"" + std::string(token) + "\" is not understood";
        }
    }
    if (!hasOperand && isRequired(verb->operand))
        return name + " needs a value";
    completeError(action);
    return action;
}

} // namespace

std::variant<Rule, std::string> parseRule(std::string_view line)
{
    const std::vector<std::string_view> tokens = words(line);
    if (tokens.empty())
        return "a rule is missing";
    const std::optional<Network> target = Network::parse(tokens.front());
    if (!target)
        return "\"" + std::string(tokens.front()) + "\" is no address, network or \"*\"";

    Rule rule{*target, {}};
    if (tokens.size() == 1)
        return rule;
    std::string_view rest = line.substr(line.find(tokens.front()) + tokens.front().size());
    while (true) {
        const std::size_t semicolon = rest.find(';');
        std::variant<Action, std::string> action = parseAction(rest.substr(0, semicolon));
        if (const std::string *const error = std::get_if<std::string>(&action))
            return *error;
        rule.actions.push_back(std::get<Action>(std::move(action)));
        if (semicolon == std::string_view::npos)
            return rule;
        rest.remove_prefix(semicolon + 1);
    }
}

} // namespace qicmp::tunhost
