// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT

// What an administrator gives icmp-proxy. The first byte says what the others are: 'c' the words of
// a command line, one a line; 'f' a configuration file; 'k' a key file.

#include "check.h"
#include "commandline.h"
#include "keyfile.h"

#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace qicmp::proxy;
using namespace Qt::StringLiterals;

namespace {

bool isRate(const std::optional<std::uint32_t> &rate)
{
    return !rate || *rate <= 10'000'000;
}

void check(const CommandLine &parsed)
{
    require((parsed.action == CommandLine::Action::Refuse) != parsed.message.isEmpty());
    if (parsed.action != CommandLine::Action::Serve)
        return;
    const Settings &settings = parsed.settings;
    require(settings.listen.port >= 1'024);
    require(isLoopback(settings.listen.address) || !settings.pskFile.isEmpty() ||
            !settings.allowPlaintextFrom.empty());
    require(isRate(settings.clientRate) && isRate(settings.destinationRate) &&
            isRate(settings.totalRate));
    require(!settings.metrics || settings.metrics->port != 0);
    require(!settings.pskFile.contains(QChar(0)) && !settings.user.contains(QChar(0)));
}

void checkCommandLine(const QByteArray &text)
{
    QStringList words{u"icmp-proxy"_s};
    for (const QByteArray &word : text.split('\n'))
        words += QString::fromUtf8(word);
    // Nothing that a fuzzer makes up names a file to be read.
    if (words.filter(u"config"_s).isEmpty())
        check(parseCommandLine(words));
}

void checkConfiguration(const QByteArray &text)
{
    static const QTemporaryDir folder;
    static int number = 0; // QSettings keeps what it has read of a file
    QFile file(folder.filePath(QString::number(++number)));
    require(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    file.close();
    check(parseCommandLine({u"icmp-proxy"_s, u"--config"_s, file.fileName()}));
    file.remove();
}

void checkKeys(const QByteArray &text)
{
    static const QRegularExpression key(u"[0-9a-fA-F]{32}"_s);
    const KeyFile parsed = parseKeys(text, u"the file"_s);
    require(parsed.failure.isEmpty() != parsed.keys.isEmpty());
    require(!parsed.failure.contains(key)); // it is printed and logged
    for (auto entry = parsed.keys.cbegin(); entry != parsed.keys.cend(); ++entry) {
        require(!entry.key().isEmpty() && entry.key().size() <= 128);
        require(entry->size() >= 16 && entry->size() <= 64);
    }
}

} // namespace

// NOLINTNEXTLINE(readability-identifier-naming): the name is libFuzzer's
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    if (size == 0)
        return 0;
    const QByteArray text(reinterpret_cast<const char *>(data) + 1,
                          static_cast<qsizetype>(size) - 1);
    switch (data[0]) {
    case 'c':
        checkCommandLine(text);
        break;
    case 'f':
        checkConfiguration(text);
        break;
    case 'k':
        checkKeys(text);
        break;
    default:
        break;
    }
    return 0;
}
