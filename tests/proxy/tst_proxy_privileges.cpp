// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "command.h"
#include "droptrialrun.h"
#include "netnamespace.h"
#include "privileges/privilegeproof.h"

#include <QtTest>

#include <cerrno>

using namespace Qt::StringLiterals;
using namespace qicmp::support;

/// What is left to a process that dropped its privileges as the proxy does. The process is
/// droptrial.cpp; it tells what it tried, and is looked at from outside while it waits.
class tst_ProxyPrivileges : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void initTestCase();
    void everyAttemptFailsWithAnError_data();
    void everyAttemptFailsWithAnError();
    void everyThreadIsBare_data();
    void everyThreadIsBare();
    void memoryIsClosedToItsUser();
    void limits();
    void fallsBackOnNobody();
    void prefersTheServiceUser();
    void userThatIsNone_data();
    void userThatIsNone();
    void threadThatCameTooEarly();
    void withoutProc();
    void proofSeesWhatIsLeft();
};

namespace {

constexpr unsigned nobody = 65534;

QByteArray field(const QByteArray &status, const QByteArray &name)
{
    for (const QByteArray &line : status.split('\n')) {
        if (line.startsWith(QByteArray(name + ':')))
            return line.mid(name.size() + 1).simplified();
    }
    return "no such field";
}

/// Name, error in any of the program's threads.
const QMap<QString, int> expectedOutcomes{
        {u"raw4"_s, EPERM},
        {u"raw6"_s, EPERM},
        {u"packet"_s, EPERM},
        {u"packet-datagram"_s, EPERM},
        {u"netlink"_s, EPERM},
        {u"unix"_s, EPERM},
        {u"tcp"_s, EPERM},
        {u"udplite"_s, EPERM},
        {u"open"_s, EACCES},
        {u"open-own"_s, EACCES},
        {u"create"_s, EACCES},
        {u"stat"_s, EACCES},
        {u"header-raw"_s, EPERM},
        {u"header-udp"_s, EPERM},
        {u"header-v6"_s, EPERM},
        {u"header-disguised"_s, EPERM},
        {u"attach-filter"_s, EPERM},
        {u"detach-filter"_s, EPERM},
        {u"icmp-filter"_s, EPERM},
        {u"reuse-address"_s, EPERM},
        {u"transparent"_s, EPERM},
        {u"execve"_s, EPERM},
        {u"execveat"_s, EPERM},
        {u"fork"_s, EPERM},
        {u"setuid"_s, EPERM},
        {u"setgid"_s, EPERM},
        {u"unshare"_s, EPERM},
        {u"ptrace"_s, EPERM},
        {u"kill"_s, EPERM},
        {u"executable-memory"_s, EPERM},
        {u"bpf"_s, EPERM},
        {u"io-uring"_s, EPERM},
        {u"clone3"_s, ENOSYS},
        {u"unknown"_s, EPERM},
#ifdef __x86_64__
        {u"int80"_s, ENOSYS},
#endif
        // what serving takes
        {u"echo"_s, 0},
        {u"time-to-live"_s, 0},
        {u"timestamping"_s, 0},
        {u"share-port"_s, 0},
        {u"udp6"_s, 0},
        {u"memory"_s, 0},
        {u"random"_s, 0},
};

QMap<QString, int> outcomes(const QStringList &tellings)
{
    QMap<QString, int> result;
    for (const QString &line : tellings)
        result.insert(line.section(u' ', 0, 0), line.section(u' ', 1).toInt());
    return result;
}

QStringList withPasswords(const QString &file)
{
    return {u"unshare"_s, u"--mount"_s, u"sh"_s, u"-c"_s,
            u"mount --bind '%1' /etc/passwd && exec \"$0\" \"$@\""_s.arg(file)};
}

} // namespace

void tst_ProxyPrivileges::initTestCase()
{
    QVERIFY2(!isInUserNamespace(), "run this test as root: it starts programs as several users");
    QCOMPARE(allowPingSockets(true), QString());
}

void tst_ProxyPrivileges::everyAttemptFailsWithAnError_data()
{
    addWaysToStart();
}

void tst_ProxyPrivileges::everyAttemptFailsWithAnError()
{
    QFETCH(QStringList, starter);
    QFETCH(QStringList, arguments);
    DropTrial trial(starter, arguments);
    QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
    for (const QString &thread : {u"main"_s, u"thread"_s}) {
        const QMap<QString, int> found = outcomes(trial.tellings(thread));
        QCOMPARE(found.keys(), expectedOutcomes.keys());
        for (auto outcome = found.begin(); outcome != found.end(); ++outcome) {
            QVERIFY2(outcome.value() == expectedOutcomes.value(outcome.key()),
                     qPrintable(
                             u"%1 %2: error %3"_s.arg(thread, outcome.key()).arg(outcome.value())));
        }
    }
    QCOMPARE(trial.tellings(u"loop"_s), QStringList({u"timer 0"_s, u"datagrams 0"_s}));
    QCOMPARE(trial.end(), 0);
}

void tst_ProxyPrivileges::everyThreadIsBare_data()
{
    addWaysToStart();
}

/// Read by root, from outside: the process has no part in it.
void tst_ProxyPrivileges::everyThreadIsBare()
{
    QFETCH(QStringList, starter);
    QFETCH(QStringList, arguments);
    QFETCH(bool, emptiesBoundingSet);
    const DropTrial trial(starter, arguments);
    QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
    const QString folder = u"/proc/%1/task"_s.arg(trial.pid);
    const QStringList threads = QDir(folder).entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    QCOMPARE(threads.size(), 3); // two were started after the drop
    for (const QString &thread : threads) {
        const QByteArray status = contentsOf(folder + u'/' + thread + u"/status"_s);
        QCOMPARE(field(status, "Uid"), "65534 65534 65534 65534");
        QCOMPARE(field(status, "Gid"), "65534 65534 65534 65534");
        QCOMPARE(field(status, "Groups"), "");
        for (const char *set : {"CapInh", "CapPrm", "CapEff", "CapAmb"})
            QCOMPARE(field(status, set), "0000000000000000");
        QCOMPARE(field(status, "CapBnd") == "0000000000000000", emptiesBoundingSet);
        QCOMPARE(field(status, "NoNewPrivs"), "1");
        QCOMPARE(field(status, "Seccomp"), "2");
    }
}

/// Another process of the same user could read keys there, if it were not for PR_SET_DUMPABLE.
void tst_ProxyPrivileges::memoryIsClosedToItsUser()
{
    const DropTrial trial({});
    QVERIFY(!trial.pid.isEmpty());
    const CommandResult reading = runUnprivileged(u"cat"_s, {u"/proc/%1/environ"_s.arg(trial.pid)});
    QVERIFY(reading.finished);
    QVERIFY2(reading.exitCode != 0, qPrintable(reading.describe()));
}

void tst_ProxyPrivileges::limits()
{
    const DropTrial trial({}, {u"--descriptors"_s, u"1234"_s});
    QVERIFY(!trial.pid.isEmpty());
    const QByteArray limits = contentsOf(u"/proc/%1/limits"_s.arg(trial.pid)).simplified();
    QVERIFY2(limits.contains("Max open files 1234 1234 files"), limits.constData());
    QVERIFY2(limits.contains("Max core file size 0 0 bytes"), limits.constData());

    const DropTrial lowered({u"setpriv"_s, u"--reuid=65534"_s, u"--clear-groups"_s, u"prlimit"_s,
                             u"--nofile=100:100"_s},
                            {u"--ping-socket"_s, u"--descriptors"_s, u"1234"_s});
    QVERIFY2(!lowered.pid.isEmpty(), qPrintable(lowered.lines.join(u'\n')));
    QVERIFY2(lowered.lines.constFirst().contains(u"only 100 files"_s),
             qPrintable(lowered.lines.constFirst()));
}

void tst_ProxyPrivileges::fallsBackOnNobody()
{
    QTemporaryFile users;
    QVERIFY(users.open());
    users.write("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
    users.close();
    const DropTrial trial(withPasswords(users.fileName()));
    QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
    QVERIFY2(trial.lines.constFirst().contains(u"useradd"_s), qPrintable(trial.lines.constFirst()));
    QCOMPARE(field(contentsOf(u"/proc/%1/status"_s.arg(trial.pid)), "Uid").split(' ').first(),
             QByteArray::number(nobody));
}

void tst_ProxyPrivileges::prefersTheServiceUser()
{
    QTemporaryFile users;
    QVERIFY(users.open());
    users.write("root:x:0:0::/:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n"
                "icmp-proxy:x:4321:4322::/:/bin/false\nother:x:5321:5322::/:/bin/false\n");
    users.close();
    {
        const DropTrial trial(withPasswords(users.fileName()));
        QVERIFY2(!trial.pid.isEmpty(), qPrintable(trial.lines.join(u'\n')));
        QCOMPARE(trial.tellings(u"note"_s), QStringList());
        const QByteArray status = contentsOf(u"/proc/%1/status"_s.arg(trial.pid));
        QCOMPARE(field(status, "Uid"), "4321 4321 4321 4321");
        QCOMPARE(field(status, "Gid"), "4322 4322 4322 4322");
    }
    const DropTrial named(withPasswords(users.fileName()), {u"--user"_s, u"other"_s});
    QVERIFY2(!named.pid.isEmpty(), qPrintable(named.lines.join(u'\n')));
    QCOMPARE(field(contentsOf(u"/proc/%1/status"_s.arg(named.pid)), "Uid"), "5321 5321 5321 5321");
}

void tst_ProxyPrivileges::userThatIsNone_data()
{
    QTest::addColumn<QStringList>("starter");
    QTest::addColumn<QString>("user");
    QTest::addColumn<QString>("remedy");
    const QStringList unprivileged = QStringList{u"setpriv"_s} + asNobody();
    QTest::newRow("unknown") << QStringList{} << u"no-such-user"_s << u"useradd"_s;
    QTest::newRow("root") << QStringList{} << u"root"_s << u"ordinary user"_s;
    QTest::newRow("not ours to become") << unprivileged << u"daemon"_s << u"as root"_s;
}

void tst_ProxyPrivileges::userThatIsNone()
{
    QFETCH(QStringList, starter);
    QFETCH(QString, user);
    QFETCH(QString, remedy);
    DropTrial trial(starter, {u"--ping-socket"_s, u"--user"_s, user});
    QCOMPARE(trial.end(), 3);
    QCOMPARE(trial.lines.size(), 1);
    QVERIFY2(trial.lines.constFirst().startsWith(u"failure "_s) &&
                     trial.lines.constFirst().contains(user) &&
                     trial.lines.constFirst().contains(remedy),
             qPrintable(trial.lines.constFirst()));
}

void tst_ProxyPrivileges::threadThatCameTooEarly()
{
    DropTrial trial({}, {u"--thread-before"_s});
    QCOMPARE(trial.end(), 3);
    QCOMPARE(trial.lines.size(), 1);
    QVERIFY2(trial.lines.constFirst().contains(u"2 threads run already"_s),
             qPrintable(trial.lines.constFirst()));
}

/// An empty file stands for all of it, which sanitizers could not do without.
void tst_ProxyPrivileges::withoutProc()
{
    DropTrial trial({u"unshare"_s, u"--mount"_s, u"sh"_s, u"-c"_s,
                     u"mount --bind /dev/null /proc/$$/status && exec \"$0\" \"$@\""_s});
    QCOMPARE(trial.end(), 3);
    QVERIFY2(trial.lines.constLast().contains(u"Mount /proc"_s),
             qPrintable(trial.lines.constLast()));
}

/// The proof must be able to fail: here nothing was dropped at all.
void tst_ProxyPrivileges::proofSeesWhatIsLeft()
{
    const qicmp::proxy::PrivilegeProof proof;
    const QString kept = proof.check({{u"nobody"_s, nobody, nobody}, true, true});
    for (const QString &word :
         {u"Uid is \"0 0 0 0\""_s, u"Gid is"_s, u"CapPrm is"_s, u"CapEff is"_s, u"CapBnd is"_s,
          u"NoNewPrivs is"_s, u"Seccomp is"_s, u"to open a raw socket ended with error 0"_s,
          u"to open a packet socket"_s, u"to open a file"_s, u"to write IP headers"_s,
          u"to execute a program"_s, u"to become root"_s})
        QVERIFY2(kept.contains(word), qPrintable(word + u" is missing in: "_s + kept));
    QVERIFY(!kept.contains(u"CapAmb"_s)); // that is empty before, too
}

QICMP_NETWORK_TEST_MAIN(tst_ProxyPrivileges)
#include "tst_proxy_privileges.moc"
