// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "privileges/account.h"

#include <array>
#include <cerrno>
#include <fstream>
#include <optional>
#include <vector>

#include <pwd.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

const QString serviceUser = u"icmp-proxy"_s;
const QString anybody = u"nobody"_s;

std::optional<Account> accountOf(const QString &name)
{
    passwd entry{};
    passwd *found = nullptr;
    std::vector<char> text(1024);
    int error = 0;
    while ((error = getpwnam_r(name.toLocal8Bit().constData(), &entry, text.data(), text.size(),
                               &found)) == ERANGE)
        text.resize(2 * text.size());
    if (error != 0 || !found)
        return {};
    return Account{name, found->pw_uid, found->pw_gid};
}

/// One line of /proc/self/uid_map (user_namespaces(7)).
struct MappedRange
{
    std::uint64_t inside = 0;
    std::uint64_t outside = 0;
    std::uint64_t length = 0;
};

std::vector<MappedRange> mappedUsers()
{
    std::vector<MappedRange> ranges;
    std::ifstream map("/proc/self/uid_map");
    MappedRange range;
    while (map >> range.inside >> range.outside >> range.length)
        ranges.push_back(range);
    return ranges;
}

/// Whether root here is the only user of its namespace, and an ordinary one outside.
bool isOrdinaryUserInDisguise()
{
    const std::vector<MappedRange> ranges = mappedUsers();
    return ranges.size() == 1 && ranges.front().length == 1 && ranges.front().inside == 0 &&
           ranges.front().outside != 0;
}

bool isOrdinary(const Account &account)
{
    return account.user != 0 && account.group != 0;
}

AccountChoice refuse(const QString &sentence)
{
    return {{}, false, {}, sentence};
}

AccountChoice become(const Account &account, const QString &note = {})
{
    return {account, true, note, {}};
}

AccountChoice stay(const QString &note = {})
{
    return {{QString(), geteuid(), getegid()}, false, note, {}};
}

AccountChoice chooseNamed(const QString &name)
{
    const std::optional<Account> account = accountOf(name);
    if (!account) {
        return refuse(
                u"there is no user \"%1\" on this system. Create it (for example with: useradd "
                "--system --shell /usr/sbin/nologin %1) or name another with --user"_s.arg(name));
    }
    if (account->user == 0) {
        return refuse(u"--user %1 is root, and nothing would be dropped. Name an ordinary user, or "
                      "leave --user away"_s.arg(name));
    }
    if (account->group == 0) {
        return refuse(u"the group of --user %1 is that of root, whose files it could read and "
                      "change. Give the user a group of its own, or name another"_s.arg(name));
    }
    if (geteuid() == 0)
        return become(*account);
    if (account->user == geteuid())
        return stay();
    return refuse(u"only root can become user \"%1\". Start icmp-proxy as root or as that user, or "
                  "leave --user away"_s.arg(name));
}

} // namespace

AccountChoice chooseAccount(const QString &wanted)
{
    if (!wanted.isEmpty())
        return chooseNamed(wanted);
    if (geteuid() != 0)
        return stay();
    if (isOrdinaryUserInDisguise())
        return stay(
                u"this user namespace has one user, who stays; only capabilities are dropped"_s);
    if (const std::optional<Account> account = accountOf(serviceUser);
        account && isOrdinary(*account))
        return become(*account);
    if (const std::optional<Account> account = accountOf(anybody);
        account && isOrdinary(*account)) {
        return become(
                *account,
                u"there is no user icmp-proxy, so this runs as nobody, and programs that look "
                "for a proxy by themselves will not trust it. Create the user with: useradd "
                "--system --shell /usr/sbin/nologin icmp-proxy"_s);
    }
    return refuse(u"there is neither a user icmp-proxy nor nobody to become. Create one with: "
                  "useradd --system --shell /usr/sbin/nologin icmp-proxy"_s);
}

} // namespace qicmp::proxy
