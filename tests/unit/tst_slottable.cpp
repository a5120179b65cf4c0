// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "engine/slottable.h"

#include <QtTest/qtest.h>

#include <map>
#include <random>
#include <set>
#include <vector>

namespace {

struct Record
{
    std::uint32_t generation = 0;
    std::uint32_t link = UINT32_MAX;
    int value = 0;

    std::uint32_t &nextFree() { return link; }
};

using Table = qicmp::SlotTable<Record>;
using Handle = Table::Handle;

} // namespace

class tst_SlotTable : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void findsNothingAtFirst();
    void findsALivingRecord();
    void staleHandleFindsNothing();
    void reusesSlots();
    void freshRecordsAreBlank();
    void recordsNeverMove();
    void generationSkipsZero();
    void agreesWithAMap();
};

void tst_SlotTable::findsNothingAtFirst()
{
    const Table table;
    QCOMPARE(table.used(), 0U);
    QCOMPARE(table.size(), 0U);
    for (const Handle handle : {Handle(0), Handle(1), Handle(1) << 32, ~Handle(0)})
        QCOMPARE(table.find(handle), Table::none);
}

void tst_SlotTable::findsALivingRecord()
{
    Table table;
    const std::uint32_t slot = table.allocate();
    const Handle handle = table.handle(slot);
    QVERIFY(handle != 0);
    QCOMPARE(Table::slotOf(handle), slot);
    QCOMPARE(table.find(handle), slot);
    QCOMPARE(table.used(), 1U);
    QCOMPARE(table.find(handle + 1), Table::none); // a slot that was never made
    QCOMPARE(table.find(slot), Table::none);       // generation 0
}

void tst_SlotTable::staleHandleFindsNothing()
{
    Table table;
    const std::uint32_t slot = table.allocate();
    const Handle stale = table.handle(slot);
    table.free(slot);
    QCOMPARE(table.find(stale), Table::none);
    QCOMPARE(table.used(), 0U);
    QCOMPARE(table.allocate(), slot);
    QCOMPARE(table.find(stale), Table::none);
    QCOMPARE(table.find(table.handle(slot)), slot);
}

void tst_SlotTable::reusesSlots()
{
    Table table;
    std::set<Handle> handles;
    for (int i = 0; i < 1000; ++i) {
        const std::uint32_t slot = table.allocate();
        QVERIFY(handles.insert(table.handle(slot)).second);
        table.free(slot);
    }
    QCOMPARE(table.size(), 1U);
}

void tst_SlotTable::freshRecordsAreBlank()
{
    Table table;
    const std::uint32_t slot = table.allocate();
    table[slot].value = 42;
    table.free(slot);
    QCOMPARE(table.allocate(), slot);
    QCOMPARE(table[slot].value, 0);
}

void tst_SlotTable::recordsNeverMove()
{
    Table table;
    std::vector<const Record *> places;
    for (int i = 0; i < 5000; ++i) {
        const std::uint32_t slot = table.allocate();
        QCOMPARE(std::size_t(slot), places.size());
        places.push_back(&table[slot]);
        table[slot].value = i;
    }
    for (std::uint32_t slot = 0; slot < table.size(); ++slot) {
        QCOMPARE(&table[slot], places[slot]);
        QCOMPARE(table[slot].value, int(slot));
    }
}

void tst_SlotTable::generationSkipsZero()
{
    Table table;
    const std::uint32_t slot = table.allocate();
    table[slot].generation = UINT32_MAX; // as after four billion uses
    table.free(slot);
    QCOMPARE(table.allocate(), slot);
    QCOMPARE(table[slot].generation, 1U);
    QCOMPARE(table.find(table.handle(slot)), slot);
}

void tst_SlotTable::agreesWithAMap()
{
    Table table;
    std::map<Handle, int> living;
    std::vector<Handle> dead;
    std::mt19937 random(7);
    for (int i = 0; i < 100'000; ++i) {
        if (living.empty() || random() % 9 < 5) {
            const std::uint32_t slot = table.allocate();
            QCOMPARE(table[slot].value, 0);
            table[slot].value = i + 1;
            QVERIFY(living.emplace(table.handle(slot), i + 1).second);
        } else {
            auto victim = living.lower_bound(Handle(random()) << 32 | random());
            if (victim == living.end())
                victim = living.begin();
            QCOMPARE(table[table.find(victim->first)].value, victim->second);
            table.free(Table::slotOf(victim->first));
            dead.push_back(victim->first);
            living.erase(victim);
        }
        QCOMPARE(std::size_t(table.used()), living.size());
    }
    for (const auto &[handle, value] : living)
        QCOMPARE(table[table.find(handle)].value, value);
    for (const Handle handle : dead)
        QCOMPARE(table.find(handle), Table::none);
}

QTEST_APPLESS_MAIN(tst_SlotTable)
#include "tst_slottable.moc"
