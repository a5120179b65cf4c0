// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace qicmp::monitor {

/// Hosts that a person wrote down, a pasted list for example.
///
/// Entries stand on lines of their own or are separated by blanks, commas or semicolons; # begins a
/// comment. An entry is a name, an address (IPv6 with zone if any), a network such as 10.0.0.0/24
/// or 2001:db8::/120, or a range: 10.0.0.1-50, 10.0.0.1-10.0.1.20.
///
/// An IPv4 network stands for its hosts, without network and broadcast address (but for /31, RFC
/// 3021, and /32).
struct HostList
{
    struct Mistake
    {
        int line; ///< from 1
        QString message;
    };

    /// A network or a range may not be larger, nor may the list.
    static constexpr qsizetype maximumSize = 65'536;

    QStringList hosts;        ///< in order, each once
    qsizetype duplicates = 0; ///< how many more times hosts were named
    QList<Mistake> mistakes;

    static HostList parse(const QString &text);
};

} // namespace qicmp::monitor
