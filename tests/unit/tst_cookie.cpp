// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "codec/cookie.h"

#include "codec/bytes.h"

#include <QtTest/QTest>

#include <set>

using namespace qicmp;
using namespace qicmp::v1;

namespace {

constexpr SipKey key{0x0706050403020100, 0x0f0e0d0c0b0a0908};
constexpr Nonce nonce{{0xa0, 0xa1, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xab, 0xac,
                       0xad, 0xae, 0xaf}};

ClientAddress loopback(std::uint16_t port = 40000)
{
    return {IpAddress::v4(0x7f000001), port};
}

ClientAddress linkLocal(std::uint32_t scope = 2)
{
    return {IpAddress::v6({0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, scope), 40000};
}

/// The cookie as proxy/PROTOCOL.md tells it, byte by byte.
Cookie plainCookie(const ClientAddress &client, std::uint64_t epoch)
{
    std::array<std::uint8_t, 48> message{};
    std::copy(client.address.bytes.begin(), client.address.bytes.end(), message.begin());
    const auto put = [&](std::size_t at, std::uint64_t value, std::size_t size) {
        for (std::size_t i = 0; i < size; ++i)
            message[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
    };
    put(16, client.port, 2);
    put(18, client.address.family == Family::IPv6 ? 6 : 4, 2);
    put(20, client.address.scope, 4);
    std::copy(nonce.bytes.begin(), nonce.bytes.end(), message.begin() + 24);
    put(40, epoch, 8);
    SipHash<2, 4> hash(key);
    for (std::size_t at = 0; at < message.size(); at += 8) {
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < 8; ++i)
            word |= std::uint64_t{message[at + i]} << 8 * i;
        hash.absorb(word);
    }
    const std::uint64_t mac = hash.finish(message.size());
    Cookie cookie;
    for (std::size_t i = 0; i < 8; ++i) {
        cookie.bytes[i] = static_cast<std::uint8_t>(epoch >> (56 - 8 * i));
        cookie.bytes[8 + i] = static_cast<std::uint8_t>(mac >> (56 - 8 * i));
    }
    return cookie;
}

} // namespace

class TestCookie : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void asDocumented();
    void lifetime_data();
    void lifetime();
    void ofSomebodyElse();
    void everyBitCounts();
    void guesses();
};

void TestCookie::asDocumented()
{
    for (const ClientAddress &client : {loopback(), loopback(1), linkLocal(), linkLocal(0)})
        for (const std::uint64_t epoch : {0ULL, 1ULL, 0x0102030405060708ULL, ~0ULL})
            QCOMPARE(makeCookie(key, client, nonce, epoch), plainCookie(client, epoch));
}

void TestCookie::lifetime_data()
{
    QTest::addColumn<quint64>("made");
    QTest::addColumn<quint64>("now");
    QTest::addColumn<CookieVerdict>("verdict");
    QTest::newRow("first epoch") << quint64(0) << quint64(0) << CookieVerdict::Valid;
    QTest::newRow("same epoch") << quint64(7) << quint64(7) << CookieVerdict::Valid;
    QTest::newRow("next epoch") << quint64(7) << quint64(8) << CookieVerdict::Valid;
    QTest::newRow("the one after") << quint64(7) << quint64(9) << CookieVerdict::Expired;
    QTest::newRow("much later") << quint64(7) << quint64(1'000'000) << CookieVerdict::Expired;
    QTest::newRow("not yet") << quint64(8) << quint64(7) << CookieVerdict::Expired;
    QTest::newRow("no wrap at 0") << ~quint64(0) << quint64(0) << CookieVerdict::Expired;
    QTest::newRow("last epoch") << ~quint64(0) << ~quint64(0) << CookieVerdict::Valid;
}

void TestCookie::lifetime()
{
    QFETCH(const quint64, made);
    QFETCH(const quint64, now);
    QFETCH(const CookieVerdict, verdict);
    for (const ClientAddress &client : {loopback(), linkLocal()})
        QCOMPARE(checkCookie(key, client, nonce, makeCookie(key, client, nonce, made), now),
                 verdict);
}

void TestCookie::ofSomebodyElse()
{
    const Cookie cookie = makeCookie(key, loopback(), nonce, 7);
    const auto verdict = [&](const ClientAddress &client, const Nonce &with = nonce,
                             const SipKey &by = key) {
        return checkCookie(by, client, with, cookie, 7);
    };
    QCOMPARE(verdict(loopback()), CookieVerdict::Valid);
    QCOMPARE(verdict(loopback(40001)), CookieVerdict::Forged);
    QCOMPARE(verdict({IpAddress::v4(0x7f000002), 40000}), CookieVerdict::Forged);
    ClientAddress sameBytes = loopback(); // 7f00:1:: is not 127.0.0.1
    sameBytes.address.family = Family::IPv6;
    QCOMPARE(verdict(sameBytes), CookieVerdict::Forged);
    QCOMPARE(verdict(loopback(), Nonce()), CookieVerdict::Forged);
    QCOMPARE(verdict(loopback(), nonce, {key[0], key[1] ^ 1}), CookieVerdict::Forged);

    const Cookie zoned = makeCookie(key, linkLocal(2), nonce, 7);
    QCOMPARE(checkCookie(key, linkLocal(2), nonce, zoned, 7), CookieVerdict::Valid);
    QCOMPARE(checkCookie(key, linkLocal(3), nonce, zoned, 7), CookieVerdict::Forged);
}

void TestCookie::everyBitCounts()
{
    const auto flip = [](auto &bytes, std::size_t bit) {
        bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    };
    const Cookie good = makeCookie(key, linkLocal(), nonce, 7);
    for (std::size_t bit = 0; bit < 128; ++bit) {
        Cookie cookie = good;
        flip(cookie.bytes, bit); // of the epoch, too: 6 or 5 would be no younger, but forged
        QCOMPARE(checkCookie(key, linkLocal(), nonce, cookie, 7), CookieVerdict::Forged);
        Nonce other = nonce;
        flip(other.bytes, bit);
        QCOMPARE(checkCookie(key, linkLocal(), other, good, 7), CookieVerdict::Forged);
        ClientAddress elsewhere = linkLocal();
        flip(elsewhere.address.bytes, bit);
        QCOMPARE(checkCookie(key, elsewhere, nonce, good, 7), CookieVerdict::Forged);
        SipKey otherKey = key;
        otherKey[bit / 64] ^= 1ULL << bit % 64;
        QCOMPARE(checkCookie(otherKey, linkLocal(), nonce, good, 7), CookieVerdict::Forged);
    }
    for (std::size_t bit = 0; bit < 16; ++bit) {
        ClientAddress otherPort = linkLocal();
        otherPort.port ^= static_cast<std::uint16_t>(1U << bit);
        QCOMPARE(checkCookie(key, otherPort, nonce, good, 7), CookieVerdict::Forged);
    }
}

void TestCookie::guesses()
{
    Cookie guess;
    write64(guess.bytes, 0, 7);
    std::set<std::uint64_t> macs;
    for (std::uint64_t i = 0; i < 1'000'000; ++i) {
        write64(guess.bytes, 8, i * 0x9e3779b97f4a7c15);
        QVERIFY(checkCookie(key, loopback(), nonce, guess, 7) == CookieVerdict::Forged);
    }
    for (std::uint32_t port = 0; port < 65536; ++port)
        macs.insert(read64(
                makeCookie(key, loopback(static_cast<std::uint16_t>(port)), nonce, 7).bytes, 8));
    QCOMPARE(macs.size(), std::size_t(65536));
}

QTEST_APPLESS_MAIN(TestCookie)
#include "tst_cookie.moc"
