// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "privileges/privilegedrop.h"

#include "privileges/account.h"
#include "privileges/privilegeproof.h"
#include "privileges/syscallfilter.h"

#include <algorithm>
#include <cap-ng.h>
#include <cerrno>
#include <grp.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <system_error>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

QString failed(const QString &what, int error)
{
    return u"%1: %2"_s.arg(what, QString::fromStdString(std::generic_category().message(error)));
}

/// The limit of open descriptors is raised as far as it takes, and lowered to that: a leak ends
/// there. Memory with keys in it goes into no core dump.
QString setLimits(int descriptors, QStringList &notes)
{
    const rlimit noDump{0, 0};
    if (setrlimit(RLIMIT_CORE, &noDump) != 0)
        return failed(u"core dumps can't be switched off"_s, errno);
    if (descriptors <= 0)
        return {};
    const auto wanted = static_cast<rlim_t>(descriptors);
    const rlimit both{wanted, wanted};
    if (setrlimit(RLIMIT_NOFILE, &both) == 0)
        return {};
    rlimit present{};
    getrlimit(RLIMIT_NOFILE, &present);
    present.rlim_cur = std::min(wanted, present.rlim_max);
    present.rlim_max = present.rlim_cur;
    if (setrlimit(RLIMIT_NOFILE, &present) != 0)
        return failed(u"the number of open files can't be limited"_s, errno);
    notes.append(
            u"only %1 files may be open at once, where %2 would be needed: there will be fewer "
            "sessions. Raise the hard limit (LimitNOFILE= in the unit, or ulimit -Hn)"_s
                    .arg(present.rlim_cur)
                    .arg(wanted));
    return {};
}

QString become(const Account &account, const QList<int> &sockets)
{
    for (const int descriptor : sockets) {
        if (fchown(descriptor, account.user, account.group) != 0)
            return failed(u"the listening socket can't be handed to user %1"_s.arg(account.name),
                          errno);
    }
    if (setgroups(0, nullptr) != 0)
        return failed(u"the supplementary groups can't be left (CAP_SETGID is needed)"_s, errno);
    if (setresgid(account.group, account.group, account.group) != 0)
        return failed(
                u"the group of user %1 can't be taken (CAP_SETGID is needed)"_s.arg(account.name),
                errno);
    if (setresuid(account.user, account.user, account.user) != 0)
        return failed(u"user %1 can't be become (CAP_SETUID is needed)"_s.arg(account.name), errno);
    return {};
}

/// Only who has CAP_SETPCAP may empty the bounding set. It gives nothing by itself: it bounds what
/// a program file could give, and none can be executed, nor give anything under no_new_privs.
bool mayEmptyBoundingSet()
{
    capng_get_caps_process();
    return capng_have_capability(CAPNG_EFFECTIVE, CAP_SETPCAP) == 1;
}

/// Of any kind: libcap-ng's own question for all of them looks at the effective ones alone.
bool hasCapabilities()
{
    for (const capng_type_t kind :
         {CAPNG_EFFECTIVE, CAPNG_PERMITTED, CAPNG_INHERITABLE, CAPNG_AMBIENT})
        for (unsigned capability = 0; capability <= CAP_LAST_CAP; ++capability)
            if (capng_have_capability(kind, capability) == 1)
                return true;
    return false;
}

QString dropCapabilities()
{
    // Whoever has none may not even be allowed the system call.
    capng_get_caps_process();
    if (!hasCapabilities())
        return {};
    capng_clear(CAPNG_SELECT_ALL);
    if (capng_apply(CAPNG_SELECT_AMBIENT) != 0 || capng_apply(CAPNG_SELECT_CAPS) != 0)
        return failed(u"the capabilities can't be dropped"_s, errno);
    return {};
}

QString forbidGains()
{
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return failed(u"the gain of new privileges can't be forbidden"_s, errno);
    // Without this, other processes of the user could read the keys with ptrace().
    if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0)
        return failed(u"the memory can't be closed to others"_s, errno);
    if (const int error = installSyscallFilter(); error != 0) {
        return failed(u"the system calls can't be filtered (the kernel has to be built with "
                      "CONFIG_SECCOMP_FILTER)"_s,
                      error);
    }
    return {};
}

} // namespace

DropResult dropPrivileges(const DropOptions &options)
{
    DropResult result;
    const auto fail = [&result](const QString &sentence) {
        result.failure = sentence;
        return result;
    };

    const PrivilegeProof proof;
    if (const QString amiss = proof.precondition(); !amiss.isEmpty())
        return fail(u"privileges can't be dropped safely: "_s + amiss);
    const AccountChoice choice = chooseAccount(options.user);
    if (!choice.failure.isEmpty())
        return fail(choice.failure);
    if (!choice.note.isEmpty())
        result.notes.append(choice.note);

    Dropped dropped{choice.account, choice.changes, mayEmptyBoundingSet()};
    if (const QString trouble = setLimits(options.descriptors, result.notes); !trouble.isEmpty())
        return fail(trouble);
    if (dropped.boundingSetGone) {
        // First, for it takes a capability that goes with the user.
        capng_clear(CAPNG_SELECT_ALL);
        if (capng_apply(CAPNG_SELECT_BOUNDS) != 0)
            return fail(failed(u"the bounding set can't be emptied"_s, errno));
    }
    if (choice.changes) {
        if (const QString trouble = become(choice.account, options.sockets); !trouble.isEmpty())
            return fail(trouble);
    }
    if (const QString trouble = dropCapabilities(); !trouble.isEmpty())
        return fail(trouble);
    if (const QString trouble = forbidGains(); !trouble.isEmpty())
        return fail(trouble);
    if (const QString kept = proof.check(dropped); !kept.isEmpty())
        return fail(u"privileges are left that should be gone: "_s + kept);
    return result;
}

} // namespace qicmp::proxy
