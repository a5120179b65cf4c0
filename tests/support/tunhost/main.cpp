// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "tunhost/eventlog.h"
#include "tunhost/faultscript.h"
#include "tunhost/hostloop.h"
#include "tunhost/options.h"
#include "tunhost/tundevice.h"

#include <csignal>
#include <cstdio>
#include <iostream>
#include <sched.h>

#include <sys/prctl.h>
#include <unistd.h>

using namespace qicmp::tunhost;

namespace {

int fail(const std::string &reason)
{
    std::cerr << "qicmp-tunhost: " << reason << '\n';
    return EXIT_FAILURE;
}

/// Other work on the machine shall not delay packets. Where that isn't allowed the log tells how
/// late they were.
void preferThisProcess()
{
    prctl(PR_SET_TIMERSLACK, 1UL);
    const sched_param lowest{sched_get_priority_min(SCHED_FIFO)};
    sched_setscheduler(0, SCHED_FIFO, &lowest);
}

} // namespace

int main(int argc, char *argv[])
{
    const pid_t parent = getppid();
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (getppid() != parent)
        return EXIT_SUCCESS; // it died before it could be watched

    std::variant<Options, std::string> parsed = parseOptions({argv + 1, argv + argc});
    if (const std::string *const error = std::get_if<std::string>(&parsed))
        return fail(*error + "\n" + usage);
    Options options = std::get<Options>(std::move(parsed));
    if (options.help) {
        std::cout << usage;
        return EXIT_SUCCESS;
    }

    FaultScript script(options.seed);
    for (const Address &router : options.routers)
        script.setRouter(router);
    for (Rule &rule : options.rules)
        script.addRule(std::move(rule));
    EventLog log;
    if (const std::string error = log.open(options.logPath); !error.empty())
        return fail(error);
    TunDevice device;
    if (const std::string error = device.open(options.device); !error.empty())
        return fail(error);
    HostLoop loop(device, script, log, options.spin);
    loop.setBusyPolling(options.busyPolling);
    if (const std::string error = loop.start(); !error.empty())
        return fail(error);

    preferThisProcess();
    if (dprintf(options.readyDescriptor, "ready\n") < 0)
        return fail("cannot say that the interface is ready");
    loop.run();
    log.addSummary(device.queueDrops());
    return EXIT_SUCCESS;
}
