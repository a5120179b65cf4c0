// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/echooptions.h"

#include <QtTest/qtest.h>

#include <functional>

using namespace qicmp;

using Change = std::function<void(EchoOptions &)>;

class tst_OptionsTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sharesEqualOptions();
    void tellsOptionsApart_data();
    void tellsOptionsApart();
    void keepsWhatIsReferenced();
    void reusesWhatIsNot();
    void holdsManySets();
};

void tst_OptionsTable::sharesEqualOptions()
{
    OptionsTable table;
    EchoOptions options;
    options.payload = {1, 2, 3};
    const std::uint32_t index = table.acquire(options);
    QCOMPARE(table.acquire(options), index);
    QVERIFY(table[index] == options);
}

void tst_OptionsTable::tellsOptionsApart_data()
{
    QTest::addColumn<Change>("change");
    const auto row = [](const char *name, const Change &change) { QTest::newRow(name) << change; };
    row("timeout", [](EchoOptions &options) { ++options.timeout; });
    row("retries", [](EchoOptions &options) { ++options.retries; });
    row("payload size", [](EchoOptions &options) { ++options.payloadSize; });
    row("ttl", [](EchoOptions &options) { ++options.ttl; });
    row("traffic class", [](EchoOptions &options) { ++options.trafficClass; });
    row("don't fragment", [](EchoOptions &options) { options.dontFragment = true; });
    row("broadcast", [](EchoOptions &options) { options.broadcast = true; });
    row("interface", [](EchoOptions &options) { ++options.interfaceIndex; });
    row("source", [](EchoOptions &options) { options.source = IpAddress::v4(1); });
    row("payload", [](EchoOptions &options) { options.payload = {0}; });
}

void tst_OptionsTable::tellsOptionsApart()
{
    QFETCH(const Change, change);
    OptionsTable table;
    const EchoOptions plain;
    EchoOptions changed;
    change(changed);
    const std::uint32_t plainIndex = table.acquire(plain);
    const std::uint32_t changedIndex = table.acquire(changed);
    QVERIFY(plainIndex != changedIndex);
    QVERIFY(table[plainIndex] == plain);
    QVERIFY(table[changedIndex] == changed);
}

void tst_OptionsTable::keepsWhatIsReferenced()
{
    OptionsTable table;
    EchoOptions options;
    options.ttl = 7;
    const std::uint32_t index = table.acquire(options);
    QCOMPARE(table.acquire(options), index);
    table.retain(index);
    table.release(index);
    table.release(index);
    EchoOptions other;
    other.ttl = 8;
    QVERIFY(table.acquire(other) != index);
    QVERIFY(table[index] == options);
    QCOMPARE(table.acquire(options), index);
}

void tst_OptionsTable::reusesWhatIsNot()
{
    OptionsTable table;
    EchoOptions kept;
    kept.retries = 9;
    const std::uint32_t keptIndex = table.acquire(kept);
    EchoOptions large;
    large.payload.resize(60'000, 1);
    const std::uint32_t index = table.acquire(large);
    table.release(index);
    QVERIFY2(table[index].payload.empty(), "memory is given back at once");
    for (std::int16_t ttl = 1; ttl < 256; ++ttl) {
        EchoOptions options;
        options.ttl = ttl;
        QCOMPARE(table.acquire(options), index);
        QCOMPARE(table[index].ttl, ttl);
        table.release(index);
    }
    // A place that is free is no place of default options, even if it looks like one.
    const std::uint32_t plain = table.acquire(EchoOptions{});
    EchoOptions other;
    other.retries = 5;
    QVERIFY(table.acquire(other) != plain);
    QVERIFY(table[plain] == EchoOptions{});
    QVERIFY(table[keptIndex] == kept);
}

void tst_OptionsTable::holdsManySets()
{
    constexpr std::uint32_t many = 100'000; // would take minutes if each were compared with all
    OptionsTable table;
    const auto number = [](std::uint32_t i) {
        EchoOptions options;
        options.interfaceIndex = i;
        return options;
    };
    for (std::uint32_t i = 0; i < many; ++i)
        QCOMPARE(table.acquire(number(i)), i);
    for (std::uint32_t i = 0; i < many; ++i)
        table.release(table.acquire(number(i)));
    for (std::uint32_t i = 0; i < many; i += 2)
        table.release(i);
    for (std::uint32_t i = 1; i < many; i += 2)
        QCOMPARE(table.acquire(number(i)), i);
    QCOMPARE(table.acquire(number(0)) % 2, 0U); // one of the free places
}

QTEST_APPLESS_MAIN(tst_OptionsTable)
#include "tst_optionstable.moc"
