// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "keyfile.h"

#include <QFile>
#include <QStringDecoder>

#include <algorithm>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace qicmp::proxy {
namespace {

constexpr qsizetype shortestKey = 16;      // bytes: what the cipher is good for
constexpr qsizetype longestKey = 64;       // OpenSSL takes no more
constexpr qsizetype longestIdentity = 128; // RFC 4279, 5.3: all implementations take as much
constexpr qint64 longestFile = 1 << 20;

KeyFile refuse(const QString &failure)
{
    return {{}, failure};
}

bool isPrintable(const QByteArray &identity)
{
    QStringDecoder decoder(QStringDecoder::Utf8, QStringDecoder::Flag::Stateless);
    const QString text = decoder(identity);
    return !decoder.hasError() && std::ranges::all_of(text, [](QChar character) {
        return character.isPrint() || character.isSurrogate();
    });
}

bool isHexadecimal(const QByteArray &digits)
{
    return std::ranges::all_of(digits, [](char digit) {
        return (digit >= '0' && digit <= '9') || (digit >= 'a' && digit <= 'f') ||
               (digit >= 'A' && digit <= 'F');
    });
}

/// Adds the key of a line. Returns an empty string or what is wrong with it.
QString addKey(const QByteArray &line, QHash<QByteArray, QByteArray> &keys)
{
    const qsizetype colon = line.lastIndexOf(':');
    if (colon < 0)
        return u"is not of the form identity:key"_s;
    const QByteArray identity = line.left(colon).trimmed();
    const QByteArray digits = line.mid(colon + 1).trimmed();
    if (identity.isEmpty() || identity.size() > longestIdentity || !isPrintable(identity))
        return u"has no identity of 1 to 128 bytes of printable UTF-8"_s;
    if (!isHexadecimal(digits) || digits.size() % 2 != 0 || digits.size() < 2 * shortestKey ||
        digits.size() > 2 * longestKey) {
        return u"has no key of 32 to 128 hexadecimal digits; openssl rand -hex 32 makes one"_s;
    }
    if (keys.contains(identity))
        return u"names an identity for the second time"_s;
    keys.insert(identity, QByteArray::fromHex(digits));
    return {};
}

QString systemWords()
{
    return QString::fromStdString(std::generic_category().message(errno));
}

} // namespace

KeyFile parseKeys(const QByteArray &text, const QString &name)
{
    KeyFile file;
    qsizetype number = 0;
    for (const QByteArray &raw : text.split('\n')) {
        ++number;
        const QByteArray line = raw.trimmed();
        if (line.isEmpty() || line.startsWith('#'))
            continue;
        if (const QString mistake = addKey(line, file.keys); !mistake.isEmpty())
            return refuse(u"%1, line %2, %3"_s.arg(name, QString::number(number), mistake));
    }
    if (file.keys.isEmpty())
        return refuse(u"%1 holds no key: nobody could use it"_s.arg(name));
    return file;
}

KeyFile readKeyFile(const QString &path)
{
    const int descriptor =
            ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0)
        return refuse(u"the key file %1 can't be read: %2"_s.arg(path, systemWords()));
    QFile file;
    const bool opened = file.open(descriptor, QIODevice::ReadOnly, QFileDevice::AutoCloseHandle);
    if (!opened)
        ::close(descriptor);
    struct stat status
    {
    };
    if (!opened || ::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode) ||
        status.st_size > longestFile)
        return refuse(u"the key file %1 is no ordinary file of at most 1 MiB"_s.arg(path));
    // Its group may read it: that is how systemd hands over credentials.
    if ((status.st_mode & (S_IRWXO | S_IWGRP)) != 0)
        return refuse(u"others can use the key file %1: chmod 600 %1"_s.arg(path));
    if (status.st_uid != 0 && status.st_uid != ::geteuid())
        return refuse(u"the key file %1 belongs to another user: chown root %1"_s.arg(path));
    return parseKeys(file.readAll(), path);
}

} // namespace qicmp::proxy
