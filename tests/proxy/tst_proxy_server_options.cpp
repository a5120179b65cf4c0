// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "commandline.h"
#include "keyfile.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/stat.h>

using namespace Qt::StringLiterals;
using namespace qicmp;
using namespace qicmp::proxy;

/// What the administrator says: command line, configuration file, keys.
class tst_Proxy_Server_Options : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void networks_data();
    void networks();
    void defaults();
    void everyOption();
    void everyOptionInAFile();
    void commandLineWinsOverFile();
    void mistakes_data();
    void mistakes();
    void mistakesInAFile_data();
    void mistakesInAFile();
    void helpNamesEveryOption();
    void keys();
    void badKeys_data();
    void badKeys();
    void keyFileOfOthers_data();
    void keyFileOfOthers();

private:
    /// Each into a file of another name: QSettings takes one of equal name, size and time for the
    /// one that it has read before.
    QString write(const QByteArray &text, const QString &name = u"file"_s)
    {
        QFile file(m_folder.filePath(name + QString::number(++m_files)));
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("no temporary file");
        return file.fileName();
    }

    QTemporaryDir m_folder;
    int m_files = 0;
};

namespace {

CommandLine parse(QStringList arguments)
{
    arguments.prepend(u"icmp-proxy"_s);
    return parseCommandLine(arguments);
}

IpAddress address(const char *text)
{
    return *parseAddress(QString::fromLatin1(text));
}

} // namespace

void tst_Proxy_Server_Options::networks_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("within"); // empty: it is none
    QTest::addColumn<QString>("beyond");
    const auto row = [](const char *text, const char *within, const char *beyond) {
        QTest::addRow("%s", text) << QString::fromLatin1(text) << QString::fromLatin1(within)
                                  << QString::fromLatin1(beyond);
    };
    row("192.0.2.0/24", "192.0.2.255", "192.0.3.0");
    row("192.0.2.128/25", "192.0.2.128", "192.0.2.127");
    row("192.0.2.7", "192.0.2.7", "192.0.2.6");
    row("0.0.0.0/0", "255.255.255.255", "::1");
    row("10.0.0.0/8", "10.255.0.1", "11.0.0.0");
    row("2001:db8::/32", "2001:db8:ffff::1", "2001:db9::");
    row("2001:db8::/33", "2001:db8:7fff::1", "2001:db8:8000::");
    row("::1", "::1", "::2");
    row("::/0", "ffff::", "1.2.3.4");
    for (const char *text :
         {"", "/", "/8", "192.0.2.1/24", "192.0.2.0/33", "192.0.2.0/", "192.0.2.0/-1",
          "192.0.2.0/ 8", "192.0.2.0/0024", "192.0.2", "192.0.2.0.0", "localhost", "2001:db8::1/32",
          "2001:db8::/129", "::ffff:192.0.2.1", "fe80::1%2", "10.0.0.0/8/8"})
        row(text, "", "");
}

void tst_Proxy_Server_Options::networks()
{
    QFETCH(QString, text);
    QFETCH(QString, within);
    QFETCH(QString, beyond);
    const auto network = Network::parse(text);
    QCOMPARE(network.has_value(), !within.isEmpty());
    if (!network)
        return;
    QVERIFY(network->contains(*parseAddress(within)));
    QVERIFY(!network->contains(*parseAddress(beyond)));
}

void tst_Proxy_Server_Options::defaults()
{
    const CommandLine line = parse({});
    QCOMPARE(line.action, CommandLine::Action::Serve);
    QCOMPARE(line.settings.listen, (Endpoint{address("127.0.0.1"), 63312}));
    QVERIFY(!line.settings.debug && !line.settings.icmp4em && !line.settings.metrics);
    QVERIFY(line.settings.allow.empty() && line.settings.deny.empty());
    QVERIFY(!line.settings.clientRate && !line.settings.destinationRate &&
            !line.settings.totalRate);
    QCOMPARE(parse({u"-h"_s}).action, CommandLine::Action::ShowHelp);
    QCOMPARE(parse({u"--version"_s}).action, CommandLine::Action::ShowVersion);
}

namespace {

void checkEverything(const Settings &settings)
{
    QCOMPARE(settings.listen, (Endpoint{address("2001:db8::5"), 5000}));
    QVERIFY(settings.debug && settings.icmp4em);
    QCOMPARE(settings.allow.size(), std::size_t{2});
    QVERIFY(settings.allow[0].contains(address("10.1.2.3")));
    QVERIFY(settings.allow[1].contains(address("2001:db8::1")));
    QCOMPARE(settings.deny.size(), std::size_t{1});
    QVERIFY(settings.deny[0].contains(address("10.9.9.9")));
    QVERIFY(settings.allowPlaintextFrom[0].contains(address("192.0.2.1")));
    QCOMPARE(settings.pskFile, u"/etc/keys"_s);
    QCOMPARE(settings.metrics, (Endpoint{address("::1"), 9464}));
    QCOMPARE(settings.user, u"somebody"_s);
    QCOMPARE(settings.clientRate, 100U);
    QCOMPARE(settings.destinationRate, 0U);
    QCOMPARE(settings.totalRate, 1000U);
}

} // namespace

void tst_Proxy_Server_Options::everyOption()
{
    const CommandLine line = parse({u"--host"_s,
                                    u"2001:db8::5"_s,
                                    u"-p"_s,
                                    u"5000"_s,
                                    u"-d"_s,
                                    u"--icmp4em"_s,
                                    u"--allow"_s,
                                    u"10.0.0.0/8"_s,
                                    u"--allow=2001:db8::/32"_s,
                                    u"--deny"_s,
                                    u"10.9.0.0/16"_s,
                                    u"--allow-plaintext-from"_s,
                                    u"192.0.2.0/24"_s,
                                    u"--psk-file"_s,
                                    u"/etc/keys"_s,
                                    u"--metrics"_s,
                                    u"[::1]:9464"_s,
                                    u"--user"_s,
                                    u"somebody"_s,
                                    u"--client-rate"_s,
                                    u"100"_s,
                                    u"--destination-rate"_s,
                                    u"0"_s,
                                    u"--total-rate"_s,
                                    u"1000"_s});
    QVERIFY2(line.action == CommandLine::Action::Serve, qPrintable(line.message));
    checkEverything(line.settings);
}

void tst_Proxy_Server_Options::everyOptionInAFile()
{
    const QString file = write("host = 2001:db8::5\nport=5000\ndebug=true\nicmp4em=true\n"
                               "allow=10.0.0.0/8, 2001:db8::/32\ndeny=10.9.0.0/16\n"
                               "allow-plaintext-from=192.0.2.0/24\npsk-file=/etc/keys\n"
                               "metrics=[::1]:9464\nuser=somebody\nclient-rate=100\n"
                               "destination-rate=0\ntotal-rate=1000\n; a remark\n");
    const CommandLine line = parse({u"--config"_s, file});
    QVERIFY2(line.action == CommandLine::Action::Serve, qPrintable(line.message));
    checkEverything(line.settings);
}

void tst_Proxy_Server_Options::commandLineWinsOverFile()
{
    const QString file = write("port=5000\nclient-rate=7\ndeny=10.0.0.0/8\n");
    const CommandLine line =
            parse({u"--port"_s, u"5001"_s, u"--config"_s, file, u"--deny"_s, u"192.0.2.0/24"_s});
    QCOMPARE(line.settings.listen.port, 5001);
    QCOMPARE(line.settings.clientRate, 7U);
    QCOMPARE(line.settings.deny.size(), std::size_t{2});
}

void tst_Proxy_Server_Options::mistakes_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("word"); // of the remedy
    QTest::newRow("unknown") << QStringList{u"--nonsense"_s} << u"--nonsense"_s;
    QTest::newRow("unknown short") << QStringList{u"-x"_s} << u"-x"_s;
    QTest::newRow("argument") << QStringList{u"host"_s} << u"options only"_s;
    QTest::newRow("no value") << QStringList{u"--port"_s} << u"--port needs a value"_s;
    QTest::newRow("flag with value") << QStringList{u"--icmp4em=no"_s} << u"takes no value"_s;
    QTest::newRow("name") << QStringList{u"--host"_s, u"localhost"_s} << u"127.0.0.1"_s;
    QTest::newRow("multicast") << QStringList{u"--host"_s, u"224.0.0.1"_s} << u"127.0.0.1"_s;
    QTest::newRow("port 0") << QStringList{u"--port"_s, u"0"_s} << u"1024"_s;
    QTest::newRow("low port") << QStringList{u"--port"_s, u"53"_s} << u"1024"_s;
    QTest::newRow("high port") << QStringList{u"--port"_s, u"65536"_s} << u"65535"_s;
    QTest::newRow("sign") << QStringList{u"--port"_s, u"+5000"_s} << u"1024"_s;
    QTest::newRow("rate") << QStringList{u"--total-rate"_s, u"-1"_s} << u"packets a second"_s;
    QTest::newRow("huge rate") << QStringList{u"--client-rate"_s, u"4294967296"_s}
                               << u"packets a second"_s;
    QTest::newRow("host bits") << QStringList{u"--deny"_s, u"10.0.0.1/8"_s} << u"zeros behind"_s;
    QTest::newRow("metrics") << QStringList{u"--metrics"_s, u"9464"_s} << u"127.0.0.1:9464"_s;
    QTest::newRow("metrics v6") << QStringList{u"--metrics"_s, u"::1:9464"_s} << u"[::1]:9464"_s;
    QTest::newRow("no file") << QStringList{u"--config"_s, u"/nonexistent"_s} << u"/nonexistent"_s;
    QTest::newRow("no user") << QStringList{u"--user"_s, u""_s} << u"name of a user"_s;
    for (const QString &host : {u"0.0.0.0"_s, u"192.0.2.1"_s, u"::"_s, u"2001:db8::1"_s}) {
        QTest::addRow("open to the world: %s", qPrintable(host))
                << QStringList{u"--host"_s, host} << u"--allow-plaintext-from"_s;
    }
}

void tst_Proxy_Server_Options::mistakes()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, word);
    const CommandLine line = parse(arguments);
    QCOMPARE(line.action, CommandLine::Action::Refuse);
    QVERIFY2(line.message.contains(word), qPrintable(line.message));
}

void tst_Proxy_Server_Options::mistakesInAFile_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("word");
    QTest::newRow("unknown") << QByteArray("prot=1") << u"\"prot\" that there is not"_s;
    QTest::newRow("group") << QByteArray("[proxy]\nport=5000") << u"proxy/port"_s;
    QTest::newRow("config") << QByteArray("config=/etc/other") << u"\"config\""_s;
    QTest::newRow("value") << QByteArray("port=none") << u"port in "_s;
    QTest::newRow("flag") << QByteArray("debug=maybe") << u"true or false"_s;
    QTest::newRow("list") << QByteArray("port=5000,5001") << u"takes one"_s;
    QTest::newRow("bad network") << QByteArray("deny=10.0.0.0/8,nonsense") << u"nonsense"_s;
    for (const char *text : {"user=@Variant(\\0\\0\\0\\x7f)", "user=\\x40Variant(a)",
                             "user=\\100Variant(a)", "deny=10.0.0.1, \\\n# @Variant(a)",
                             "user=\"\n#\", @Variant(a)", "# of\ruser=@Variant(a)"})
        QTest::addRow("object %s", text) << QByteArray(text) << u"\"@\""_s;
    QTest::newRow("no lines") << QByteArray("port 5000\n") << QString();
    QTest::newRow("bytes") << QByteArray("\0\1\2[[]=\n=\xff\xfe=,\n", 14) << QString();
}

void tst_Proxy_Server_Options::mistakesInAFile()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, word);
    const QString file = write(text);
    const CommandLine line = parse({u"--config"_s, file});
    QCOMPARE(line.action, CommandLine::Action::Refuse);
    QVERIFY2(line.message.contains(file) && line.message.contains(word), qPrintable(line.message));
}

void tst_Proxy_Server_Options::helpNamesEveryOption()
{
    for (const char *name :
         {"--host ADDR", "--port N", "-p,", "--debug", "-d,", "--help", "-h,", "--version",
          "--config FILE", "--icmp4em", "--allow NET", "--deny NET", "--allow-plaintext-from NET",
          "--psk-file FILE", "--metrics ADDR:PORT", "--user NAME", "--client-rate N",
          "--destination-rate N", "--total-rate N"})
        QVERIFY2(helpText().contains(QString::fromLatin1(name)), name);
}

void tst_Proxy_Server_Options::keys()
{
    const QByteArray key(64, 'a');
    const KeyFile file = parseKeys("# remark\n\nalice:" + key + "\r\nb\xc3\xb6" + "b : 00" +
                                           QByteArray(30, '1') + "\na:b:" + key,
                                   u"keys"_s);
    QVERIFY2(file.failure.isEmpty(), qPrintable(file.failure));
    QCOMPARE(file.keys.size(), 3);
    QCOMPARE(file.keys.value("alice"), QByteArray(32, '\xaa'));
    QCOMPARE(file.keys
                     .value("b\xc3\xb6"
                            "b")
                     .size(),
             16);
    QVERIFY(file.keys.contains("a:b"));
}

void tst_Proxy_Server_Options::badKeys_data()
{
    QTest::addColumn<QByteArray>("text");
    const QByteArray key(32, 'c');
    QTest::newRow("nothing") << QByteArray("# nothing\n");
    QTest::newRow("no colon") << QByteArray("ok:" + key + "\nalice " + key);
    QTest::newRow("no identity") << QByteArray(":" + key);
    QTest::newRow("long identity") << QByteArray(QByteArray(129, 'i') + ":" + key);
    QTest::newRow("control character") << QByteArray("a\x01"
                                                     "b:" +
                                                     key);
    QTest::newRow("no UTF-8") << QByteArray("a\xff:" + key);
    QTest::newRow("short key") << QByteArray("alice:" + key.chopped(2));
    QTest::newRow("odd key") << QByteArray("alice:" + key + "c");
    QTest::newRow("long key") << QByteArray("alice:" + QByteArray(130, 'c'));
    QTest::newRow("no hexadecimal") << QByteArray("alice:" + key.chopped(1) + "g");
    QTest::newRow("twice") << QByteArray("alice:" + key + "\nalice:" + key);
}

void tst_Proxy_Server_Options::badKeys()
{
    QFETCH(QByteArray, text);
    const KeyFile file = parseKeys(text, u"the-file"_s);
    QVERIFY(file.keys.isEmpty());
    QVERIFY2(file.failure.contains(u"the-file"_s), qPrintable(file.failure));
    QVERIFY2(!file.failure.contains(u"cccc"_s), "a key must not be told");
}

void tst_Proxy_Server_Options::keyFileOfOthers_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("accepted");
    QTest::newRow("private") << 0600 << true;
    QTest::newRow("credential of systemd") << 0440 << true;
    QTest::newRow("group may write") << 0620 << false;
    QTest::newRow("others may read") << 0604 << false;
    QTest::newRow("others may write") << 0602 << false;
}

void tst_Proxy_Server_Options::keyFileOfOthers()
{
    QFETCH(int, mode);
    QFETCH(bool, accepted);
    const QString path = write("alice:" + QByteArray(32, 'c'), u"keys-%1"_s.arg(mode));
    QCOMPARE(::chmod(QFile::encodeName(path).constData(), static_cast<mode_t>(mode)), 0);
    const KeyFile file = readKeyFile(path);
    QCOMPARE(file.failure.isEmpty(), accepted);
    if (!accepted)
        QVERIFY2(file.failure.contains(u"chmod 600"_s), qPrintable(file.failure));
    QVERIFY(!readKeyFile(u"/nonexistent"_s).failure.isEmpty());
    QVERIFY(!readKeyFile(u"/dev/null"_s).failure.isEmpty());
}

QTEST_GUILESS_MAIN(tst_Proxy_Server_Options)
#include "tst_proxy_server_options.moc"
