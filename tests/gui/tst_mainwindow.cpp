// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "capabilities.h"
#include "netnamespace.h"
#include "window/addhostsdialog.h"
#include "window/hostfiltermodel.h"
#include "window/hosttable.h"
#include "window/mainwindow.h"
#include "window/privilegebanner.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QIcmpHostModel>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSettings>
#include <QStatusBar>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace qicmp::monitor;
using namespace qicmp::support;
using Condition = QIcmpHostModel::Condition;

/// The real window on the real kernel, in a network of its own that has nothing but loopback.
class TestMainWindow : public QObject
{
    Q_OBJECT
private Q_SLOTS:
    void init();
    void cleanup();
    void hostsGoUp();
    void emptyWindowSaysWhatToDo();
    void addsHostsFromTheDialog();
    void dialogRefusesMistakes();
    void removesByKey();
    void pausesAndResumesByKey();
    void probesNowByKey();
    void resetsStatistics();
    void filtersByKey();
    void keysOfTheTableTypeInTheFilter();
    void statusBarTellsTheCounts();
    void columnWidthsAreRemembered();
    void bannerComesAndGoes();

private:
    void open(const QStringList &hosts);
    QAbstractItemModel *rows() const { return m_window->table()->model(); }
    Condition condition(int row) const { return m_window->hosts()->condition(row); }
    QString statusText() const;

    std::unique_ptr<QIcmpManager> m_manager;
    std::unique_ptr<MainWindow> m_window;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

void TestMainWindow::init()
{
    QSettings().clear();
}

void TestMainWindow::cleanup()
{
    m_tester.reset();
    m_window.reset();
    m_manager.reset();
}

void TestMainWindow::open(const QStringList &hosts)
{
    m_manager = std::make_unique<QIcmpManager>();
    m_window = std::make_unique<MainWindow>(m_manager.get());
    m_tester = std::make_unique<QAbstractItemModelTester>(rows());
    m_window->addHosts(hosts);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

QString TestMainWindow::statusText() const
{
    QStringList texts;
    for (const QLabel *const label : m_window->statusBar()->findChildren<QLabel *>())
        texts.append(label->text());
    return texts.join(u'|');
}

void TestMainWindow::hostsGoUp()
{
    open({u"127.0.0.1"_s, u"::1"_s});
    QCOMPARE(rows()->rowCount(), 2);
    QTRY_VERIFY(condition(0) == Condition::Up && condition(1) == Condition::Up);
    QTRY_VERIFY(rows()->index(0, QIcmpHostModel::StateColumn).data().toString().contains(u"Up"_s));
    QVERIFY(rows()->index(1, QIcmpHostModel::LastColumn).data(QIcmpHostModel::SortRole).toDouble() >
            0);
    QVERIFY(m_window->table()->isVisible());
    QVERIFY(!m_window->findChild<PrivilegeBanner *>()->isVisible());
}

void TestMainWindow::emptyWindowSaysWhatToDo()
{
    open({});
    QVERIFY(!m_window->table()->isVisible());
    const auto buttons = m_window->centralWidget()->findChildren<QPushButton *>();
    const auto offers = [](const QPushButton *button) {
        return button->isVisible() && button->text().contains(u"Add"_s);
    };
    QVERIFY(std::any_of(buttons.cbegin(), buttons.cend(), offers));
    m_window->addHosts({u"127.0.0.1"_s});
    QVERIFY(m_window->table()->isVisible());
    QVERIFY(m_window->table()->hasFocus());
}

void TestMainWindow::addsHostsFromTheDialog()
{
    open({u"127.0.0.1"_s});
    QTimer::singleShot(0, this, [] {
        auto *const dialog = qobject_cast<AddHostsDialog *>(QApplication::activeModalWidget());
        QVERIFY(dialog);
        QTest::keyClicks(dialog->findChild<QPlainTextEdit *>(), u"127.0.0.1, 127.0.0.8/30"_s);
        dialog->accept();
    });
    QTest::keyClick(m_window->table(), Qt::Key_N, Qt::ControlModifier);
    QCOMPARE(rows()->rowCount(), 3); // the first was there already
    QTRY_VERIFY(condition(2) == Condition::Up);
}

void TestMainWindow::dialogRefusesMistakes()
{
    AddHostsDialog dialog({u"a"_s});
    auto *const edit = dialog.findChild<QPlainTextEdit *>();
    const auto canAdd = [&dialog] {
        dialog.accept();
        return dialog.result() == QDialog::Accepted;
    };
    edit->setPlainText(u"a"_s);
    QVERIFY2(!canAdd(), "nothing new");
    edit->setPlainText(u"b\n10.0.0.300"_s);
    QVERIFY2(!canAdd(), "a mistake");
    const auto labels = dialog.findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.cbegin(), labels.cend(),
                        [](const QLabel *label) { return label->text().contains(u"Line 2"_s); }));
    edit->setPlainText(u"a b"_s);
    QVERIFY(canAdd());
    QCOMPARE(dialog.hosts(), QStringList{u"b"_s});
}

void TestMainWindow::removesByKey()
{
    open({u"127.0.0.1"_s, u"127.0.0.2"_s, u"127.0.0.3"_s, u"127.0.0.4"_s});
    for (const int row : {0, 1, 3}) {
        m_window->table()->selectionModel()->select(
                rows()->index(row, 0), QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    QTest::keyClick(m_window->table(), Qt::Key_Delete);
    QCOMPARE(rows()->rowCount(), 1);
    QCOMPARE(m_window->hosts()->hostAt(0)->host(), u"127.0.0.3"_s);
    QTest::keyClick(m_window->table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_window->table(), Qt::Key_Delete);
    QCOMPARE(rows()->rowCount(), 0);
    QVERIFY(!m_window->table()->isVisible());
}

void TestMainWindow::pausesAndResumesByKey()
{
    open({u"127.0.0.1"_s, u"127.0.0.2"_s});
    m_window->table()->selectRow(1);
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    QVERIFY(m_window->hosts()->hostAt(0)->isRunning());
    QVERIFY(!m_window->hosts()->hostAt(1)->isRunning());
    QTRY_VERIFY(condition(1) == Condition::Paused);
    // Of a mixture, all pause; then all resume.
    QTest::keyClick(m_window->table(), Qt::Key_A, Qt::ControlModifier);
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    QVERIFY(!m_window->hosts()->hostAt(0)->isRunning());
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    QVERIFY(m_window->hosts()->hostAt(0)->isRunning());
    QVERIFY(m_window->hosts()->hostAt(1)->isRunning());
    QTRY_VERIFY(condition(1) == Condition::Up);
}

void TestMainWindow::probesNowByKey()
{
    open({u"127.0.0.1"_s});
    m_window->table()->selectRow(0);
    QTRY_VERIFY(condition(0) == Condition::Up);
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    const QIcmpHost *const host = m_window->hosts()->hostAt(0);
    const qint64 before = host->statistics().received();
    QTest::keyClick(m_window->table(), Qt::Key_F5);
    QTRY_COMPARE(host->statistics().received(), before + 1);
}

void TestMainWindow::resetsStatistics()
{
    open({u"127.0.0.1"_s});
    m_window->table()->selectRow(0);
    const QIcmpHost *const host = m_window->hosts()->hostAt(0);
    QTRY_VERIFY(host->statistics().received() > 0);
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    QTest::keyClick(m_window->table(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(host->statistics().received(), 0);
}

void TestMainWindow::filtersByKey()
{
    open({u"127.0.0.1"_s, u"::1"_s});
    QTest::keyClick(m_window->table(), Qt::Key_F, Qt::ControlModifier);
    auto *const filter = m_window->findChild<QLineEdit *>();
    QVERIFY(filter->hasFocus());
    QTest::keyClicks(filter, u"127"_s);
    QCOMPARE(rows()->rowCount(), 1);
    QTest::keyClick(filter, Qt::Key_Escape);
    QCOMPARE(rows()->rowCount(), 2);
    QVERIFY(m_window->table()->hasFocus());
}

void TestMainWindow::keysOfTheTableTypeInTheFilter()
{
    open({u"127.0.0.1"_s, u"::1"_s});
    m_window->table()->selectAll();
    auto *const filter = m_window->findChild<QLineEdit *>();
    filter->setFocus();
    QTest::keyClicks(filter, u"1 "_s);
    QTest::keyClick(filter, Qt::Key_Delete);
    QCOMPARE(filter->text(), u"1 "_s);
    QCOMPARE(m_window->hosts()->rowCount(), 2);
    QVERIFY(m_window->hosts()->hostAt(0)->isRunning());
}

void TestMainWindow::statusBarTellsTheCounts()
{
    open({u"127.0.0.1"_s, u"::1"_s});
    QTRY_VERIFY2(statusText().contains(u"2 hosts:  2 up"_s), qPrintable(statusText()));
    QVERIFY(statusText().contains(u"socket"_s));
    QTRY_VERIFY2(statusText().contains(u"2 probes/s"_s), qPrintable(statusText()));
    m_window->table()->selectRow(0);
    QTest::keyClick(m_window->table(), Qt::Key_Space);
    QTRY_VERIFY2(statusText().contains(u"1 up  ·  1 paused"_s), qPrintable(statusText()));
}

void TestMainWindow::columnWidthsAreRemembered()
{
    open({u"::1"_s});
    m_window->table()->horizontalHeader()->resizeSection(QIcmpHostModel::NameColumn, 123);
    cleanup();
    open({u"::1"_s});
    QCOMPARE(m_window->table()->columnWidth(QIcmpHostModel::NameColumn), 123);
}

void TestMainWindow::bannerComesAndGoes()
{
    QVERIFY(allowPingSockets(false).isEmpty());
    QVERIFY(setRawSocketsAllowed(false));
    open({u"127.0.0.1"_s});
    auto *const banner = m_window->findChild<PrivilegeBanner *>();
    QVERIFY2(banner->isVisible(), "at once");
    QTRY_VERIFY(condition(0) == Condition::NotMeasured);
    QTRY_VERIFY(rows()->index(0, QIcmpHostModel::StateColumn)
                        .data()
                        .toString()
                        .contains(u"Not measured"_s));
    QCOMPARE(rows()->index(0, QIcmpHostModel::LossColumn).data().toString(), u"—"_s);

    banner->findChild<QPushButton *>()->click();
    QVERIFY2(QApplication::clipboard()->text().startsWith(u"sudo sysctl -w net.ipv4.ping_group"_s),
             qPrintable(QApplication::clipboard()->text()));

    // What the remedy does. Nothing is restarted, not even the host.
    QVERIFY(allowPingSockets(true).isEmpty());
    QTRY_VERIFY(!banner->isVisible());
    QTRY_VERIFY(condition(0) == Condition::Up);
    QVERIFY(statusText().contains(u"Ping socket"_s));
    QVERIFY(setRawSocketsAllowed(true));
}

int main(int argc, char *argv[])
{
    enterPrivateNetworkOrExit();
    QApplication application(argc, argv);
    QApplication::setOrganizationName(u"QIcmp"_s);
    QApplication::setApplicationName(u"tst_mainwindow"_s);
    TestMainWindow test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_mainwindow.moc"
