// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "window/tablestyle.h"
#include "window/trenddelegate.h"
#include "window/trendpainter.h"

#include <QIcmpHostModel>
#include <QImage>
#include <QPainter>
#include <QStandardItemModel>
#include <QTest>

#include <algorithm>
#include <functional>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;
using namespace std::chrono_literals;
using Sample = QIcmpHost::Sample;
using Outcome = Sample::Outcome;

class TestTrendDelegate : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void replyIsABarAsHighAsItsTime();
    void newestIsAtTheRight();
    void lossIsHatchedOverTheFullHeight();
    void lateIsHollow();
    void errorIsADiamond();
    void blankStaysBlank_data();
    void blankStaysBlank();
    void neighboursAreNotJoined();
    void onlyTheNewestHaveRoom();
    void highResolutionIsAligned();
    void delegatePaintsTheRole();
    void scaleCoversNearlyAll_data();
    void scaleCoversNearlyAll();
    void scaleStaysUntilItDoesNotFit();
};

namespace {

constexpr int width = 240; // 60 columns of 4 pixels
constexpr int height = 20;

Sample reply(std::chrono::nanoseconds time)
{
    return {{}, time, Outcome::Reply};
}
Sample outcome(Outcome what)
{
    return {{}, 1ms, what};
}

QImage paint(const QList<Sample> &samples, qreal ratio = 1)
{
    QImage image(QSizeF(width * ratio, height * ratio).toSize(), QImage::Format_RGB32);
    image.setDevicePixelRatio(ratio);
    image.fill(Qt::white);
    QPainter painter(&image);
    TrendPainter(QRect(0, 0, width, height), LatencyScale(), Qt::black, ratio)
            .paint(&painter, samples);
    return image;
}

/// The lightness of the pixels at \a x, from top to bottom.
QList<int> pixels(const QImage &image, int x)
{
    QList<int> values;
    for (int y = 0; y < image.height(); ++y)
        values.append(image.pixelColor(x, y).lightness());
    return values;
}

bool isBlank(const QList<int> &values)
{
    return std::all_of(values.cbegin(), values.cend(), [](int value) { return value == 255; });
}

/// How many pixels at \a x aren't the background's.
qsizetype inked(const QImage &image, int x)
{
    const QList<int> values = pixels(image, x);
    return values.size() - values.count(255);
}

constexpr int newest = width - 2; // the middle of its column

} // namespace

void TestTrendDelegate::replyIsABarAsHighAsItsTime()
{
    // The scale goes from 0.1 to 100 ms.
    QCOMPARE(inked(paint({reply(100ms)}), newest), height);
    QCOMPARE(inked(paint({reply(2s)}), newest), height);
    const qsizetype middle = inked(paint({reply(3'162us)}), newest);
    QVERIFY(middle > height / 2 - 2 && middle < height / 2 + 3);
    QCOMPARE(inked(paint({reply(100us)}), newest), 2);
    QCOMPARE(inked(paint({reply(1us)}), newest), 2);
    QVERIFY2(pixels(paint({reply(3ms)}), newest).constLast() < 255, "bars stand on the ground");
}

void TestTrendDelegate::newestIsAtTheRight()
{
    const QImage image = paint({reply(100us), reply(100ms)});
    QCOMPARE(inked(image, newest), height);
    QCOMPARE(inked(image, newest - 4), 2);
    QVERIFY(isBlank(pixels(image, newest - 8)));
}

void TestTrendDelegate::lossIsHatchedOverTheFullHeight()
{
    const QImage image = paint({outcome(Outcome::Lost)});
    const QList<int> values = pixels(image, newest);
    for (int y = 0; y + 4 <= height; y += 4) {
        const auto [darkest, lightest] =
                std::minmax_element(values.cbegin() + y, values.cbegin() + y + 4);
        QVERIFY2(*darkest < 170 && *lightest > 190, "a stripe and a space in every period");
    }
    QVERIFY2(pixels(image, newest - 1) != pixels(image, newest + 1), "aslant");
}

void TestTrendDelegate::lateIsHollow()
{
    const QImage image = paint({{{}, 3'162us, Outcome::Late}});
    const QList<int> values = pixels(image, newest);
    QCOMPARE(values.count(0), 2); // upper and lower edge
    const qsizetype top = values.indexOf(0);
    QCOMPARE(values.at(top + 1), 255);
    QVERIFY2(values.constLast() == 255, "no bar below");
    const qsizetype barTop = height - inked(paint({reply(3'162us)}), newest);
    QCOMPARE(top, barTop); // where a reply in time would have been
}

void TestTrendDelegate::errorIsADiamond()
{
    const QImage image = paint({outcome(Outcome::IcmpError)});
    const qsizetype tall = inked(image, newest);
    QVERIFY(tall >= 4 && tall <= 8);
    QVERIFY2(inked(image, newest - 2) < tall, "narrower at the sides");
    QVERIFY(pixels(image, newest).at(height / 2) < 60);
    QCOMPARE(pixels(image, newest).constFirst(), 255);
}

void TestTrendDelegate::blankStaysBlank_data()
{
    QTest::addColumn<int>("outcome");
    QTest::newRow("in flight") << static_cast<int>(Outcome::InFlight);
    QTest::newRow("interrupted") << static_cast<int>(Outcome::Interrupted);
    QTest::newRow("not sent") << static_cast<int>(Outcome::NotSent);
}

void TestTrendDelegate::blankStaysBlank()
{
    QFETCH(int, outcome);
    const QImage image =
            paint({reply(10ms), ::outcome(static_cast<Outcome>(outcome)), reply(10ms)});
    for (int x = newest - 4 - 2; x < newest - 4 + 2; ++x)
        QVERIFY2(isBlank(pixels(image, x)), "nothing crosses the gap");
    QVERIFY(inked(image, newest) > 0);
    QVERIFY(inked(image, newest - 8) > 0);
}

void TestTrendDelegate::neighboursAreNotJoined()
{
    const QImage image = paint({reply(1ms), reply(90ms), outcome(Outcome::Lost), reply(1ms)});
    for (int age = 0; age < 4; ++age)
        QVERIFY(isBlank(pixels(image, width - (age + 1) * 4)));
}

void TestTrendDelegate::onlyTheNewestHaveRoom()
{
    QList<Sample> samples(100, reply(100ms));
    samples.append(QList<Sample>(60, reply(100us)));
    const QImage image = paint(samples);
    for (int column = 0; column < 60; ++column)
        QCOMPARE(inked(image, column * 4 + 2), 2);
}

void TestTrendDelegate::highResolutionIsAligned()
{
    for (const qreal ratio : {1.25, 1.5, 2.0, 3.0}) {
        const QImage image = paint(QList<Sample>(60, reply(100ms)), ratio);
        QSet<int> shades; // of the caps and the ground; an edge between pixels would add to them
        for (int x = 0; x < image.width(); ++x)
            shades.insert(image.pixelColor(x, 0).lightness());
        QVERIFY2(shades.size() == 2, qPrintable(u"at %1"_s.arg(ratio)));
    }
}

void TestTrendDelegate::delegatePaintsTheRole()
{
    QStandardItemModel model(1, 1);
    const QModelIndex index = model.index(0, 0);
    model.setData(index, QVariant::fromValue(QList<Sample>{reply(100ms)}),
                  QIcmpHostModel::TrendRole);
    QImage image(width, height, QImage::Format_RGB32);
    image.fill(Qt::white);
    QPainter painter(&image);
    QStyleOptionViewItem option;
    option.rect = image.rect();
    option.palette.setColor(QPalette::Text, Qt::black);
    TrendDelegate delegate;
    delegate.paint(&painter, option, index);
    painter.end();
    const auto hasInk = [&image](int x) { return inked(image, x) > height / 2; };
    QVERIFY(hasInk(width - TableStyle::cellMargin - 2));
    QVERIFY(!hasInk(width / 2));
}

void TestTrendDelegate::scaleCoversNearlyAll_data()
{
    QTest::addColumn<QList<int>>("microseconds");
    QTest::addColumn<QString>("text");
    QTest::newRow("nothing yet") << QList<int>{} << u"0.1 – 100 ms"_s;
    QTest::newRow("as at the start") << QList<int>{200, 50'000} << u"0.1 – 100 ms"_s;
    QTest::newRow("loopback") << QList<int>{20, 40} << u"0.003 – 0.3 ms"_s;
    QTest::newRow("satellite") << QList<int>{600'000, 700'000} << u"30 – 3000 ms"_s;
    QList<int> outlier(200, 900);
    outlier.append(3'000'000);
    QTest::newRow("outlier") << outlier << u"0.03 – 3 ms"_s;
}

void TestTrendDelegate::scaleCoversNearlyAll()
{
    QFETCH(QList<int>, microseconds);
    QList<std::chrono::nanoseconds> times;
    for (const int time : microseconds)
        times.append(std::chrono::microseconds(time));
    QTEST(LatencyScale::covering(times, LatencyScale()).text(), "text");
}

void TestTrendDelegate::scaleStaysUntilItDoesNotFit()
{
    const LatencyScale first = LatencyScale::covering({200us, 50ms}, LatencyScale());
    QCOMPARE(LatencyScale::covering({400us, 20ms}, first), first);
    QVERIFY(!(LatencyScale::covering({200us, 500ms}, first) == first));
    QVERIFY(!(LatencyScale::covering({10us, 20us}, first) == first));
}

QTEST_MAIN(TestTrendDelegate)
#include "tst_trenddelegate.moc"
