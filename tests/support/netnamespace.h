// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace qicmp::support {

/// Moves this process into a network namespace of its own, in which the loopback interface is up,
/// the kernel limits no ICMP, and IPv6 addresses are usable at once. Must come first in main():
/// threads that exist already stay outside.
///
/// Root gets the namespace as it is; any other user gets it inside a user namespace of their own,
/// where the kernel allows that. It has no name and leaves nothing behind: the kernel takes it down
/// with the last process in it.
///
/// Returns an empty string, or a sentence that says what is missing.
QString enterPrivateNetwork();

/// enterPrivateNetwork() for main(): where it fails the sentence is printed and the program ends
/// with an error, since a test that can't run hasn't passed.
void enterPrivateNetworkOrExit();

/// Whether the namespace stands in a user namespace, where this user is root over the network only.
bool isInUserNamespace();

/// Writes a value below /proc/sys/net, for example "ipv4/ping_group_range", "0 65534".
/// Returns an empty string or what went wrong.
QString setNetworkSysctl(const QString &name, const QString &value);

/// Lets every user of this namespace open datagram ICMP sockets, or no one at all, which is the
/// kernel's default and holds for root too. In a user namespace only the first can be had.
QString allowPingSockets(bool allowed);

/// Runs `ip` over a batch of commands, one a line. Returns an empty string or what went wrong.
QString configureNetwork(const QString &commands);

} // namespace qicmp::support

/// main() of a Qt Test program whose tests need a private network.
#define QICMP_NETWORK_TEST_MAIN(TestClass)                                                         \
    int main(int argc, char *argv[])                                                               \
    {                                                                                              \
        qicmp::support::enterPrivateNetworkOrExit();                                               \
        QCoreApplication application(argc, argv);                                                  \
        TestClass test;                                                                            \
        return QTest::qExec(&test, argc, argv);                                                    \
    }
