// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QHash>
#include <QString>

namespace qicmp::proxy {

/// The keys of remote clients, by their identities (RFC 4279).
struct KeyFile
{
    QHash<QByteArray, QByteArray> keys; ///< identity in UTF-8, key in bytes
    QString failure; ///< empty, or a sentence with the place and the remedy; never holds a key
};

/// Understands lines of the form identity:key, the key being 32 to 128 hexadecimal digits. Blank
/// lines and those that begin with # are skipped. \a name is that of the file, for messages.
KeyFile parseKeys(const QByteArray &text, const QString &name);

/// Reads a key file, which others may neither read nor write.
KeyFile readKeyFile(const QString &path);

} // namespace qicmp::proxy
