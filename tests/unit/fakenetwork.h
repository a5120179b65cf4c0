// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpmanager.h"

#include "codec/ipaddress.h"
#include "engine/clock.h"
#include "engine/failure.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// A network that lives in a test's memory, with a clock that only run() moves: enough for what
/// stands upon the manager. The manager itself is tested in tests/sim.
class FakeNetwork
{
public:
    /// What becomes of an echo request.
    struct Behaviour
    {
        enum Kind {
            Answers,     ///< after delay
            Twice,       ///< and the same answer again
            Silent,      ///< nothing comes back
            Unreachable, ///< a router says so, after delay
            Refused,     ///< the system does not send it, with the failure
        };
        Kind kind = Answers;
        qicmp::Nanoseconds delay = qicmp::millisecond;
        qicmp::FailureCode failure = qicmp::FailureCode::SendFailed;
    };

    struct Sent
    {
        qicmp::Nanoseconds at;
        std::string target;
    };

    FakeNetwork();
    ~FakeNetwork();
    FakeNetwork(const FakeNetwork &) = delete;
    FakeNetwork &operator=(const FakeNetwork &) = delete;

    /// A manager on this network, which must outlive it.
    std::unique_ptr<QIcmpManager> makeManager();

    /// Lets \a duration pass, in steps of what is due next. Ends early when the manager is deleted.
    void run(QIcmpManager *manager, qicmp::Nanoseconds duration);
    /// Lets \a duration pass while the program does nothing, as if it were blocked.
    void block(qicmp::Nanoseconds duration) { now += duration; }

    qicmp::Nanoseconds now;
    Behaviour usual;
    std::map<std::string, Behaviour> hosts; ///< those that behave unusually, by address
    bool isOpen = true;                     ///< else no backend can be had: PermissionDenied
    bool isReady = true;                    ///< else nothing can be sent, and nothing fails
    std::vector<Sent> sent;

private:
    class FakeClock;
    class FakeOpener;
    class FakeTransport;
    struct Arrival;

    std::multimap<qicmp::Nanoseconds, Arrival> m_arrivals;
};
