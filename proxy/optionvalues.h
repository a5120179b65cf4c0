// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "settings.h"

#include <QMap>
#include <QString>
#include <QStringList>

namespace qicmp::proxy {

/// The options of icmp-proxy, by their long names, that have values; each may be given several
/// times. Flags have the value "true" or "false".
using OptionValues = QMap<QString, QStringList>;

/// What an option takes.
enum class OptionKind { Flag, Value, List };

/// All options that can stand in a configuration file, which is all but --config, --help and
/// --version.
const QMap<QString, OptionKind> &optionKinds();

/// Changes \a settings by what was given. Lists grow, all else is replaced. Returns an empty
/// string, or the first mistake with its remedy, in one sentence; options are called there what \a
/// nameOf makes of their names.
template <typename NameOf>
QString apply(const OptionValues &values, Settings &settings, NameOf &&nameOf);

/// The values that a configuration file holds (INI: one "option = value" a line, lists with
/// commas), or \a mistake set.
OptionValues readConfiguration(const QString &path, QString &mistake);

/// One value of one option. Returns an empty string, or what it should have been.
QString applyOne(const QString &option, const QString &value, Settings &settings);

template <typename NameOf>
QString apply(const OptionValues &values, Settings &settings, NameOf &&nameOf)
{
    for (auto option = values.cbegin(); option != values.cend(); ++option) {
        for (const QString &value : option.value()) {
            const QString wanted = applyOne(option.key(), value, settings);
            if (!wanted.isEmpty()) {
                return QStringLiteral("%1 takes %2, not \"%3\"")
                        .arg(nameOf(option.key()), wanted, value);
            }
        }
    }
    return {};
}

} // namespace qicmp::proxy
