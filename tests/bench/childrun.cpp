// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "childrun.h"

#include <array>

#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace qicmp::bench {
namespace {

double seconds(const timeval &time)
{
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

} // namespace

ChildRun runChild(const std::vector<std::string> &command, int worstExit)
{
    ChildRun run;
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0)
        return run;
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
    posix_spawn_file_actions_addclose(&actions, ends[0]);
    posix_spawn_file_actions_addclose(&actions, ends[1]);
    std::vector<char *> arguments;
    for (const std::string &word : command)
        arguments.push_back(const_cast<char *>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t child = 0;
    const int error =
            posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    std::array<char, 4096> part{};
    ssize_t count = 0;
    while (error == 0 && (count = read(ends[0], part.data(), part.size())) > 0)
        run.output.append(part.data(), static_cast<std::size_t>(count));
    close(ends[0]);

    int status = 0;
    rusage usage{};
    if (error != 0 || wait4(child, &status, 0, &usage) != child)
        return run;
    run.succeeded = WIFEXITED(status) && WEXITSTATUS(status) <= worstExit;
    run.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return run;
}

} // namespace qicmp::bench
