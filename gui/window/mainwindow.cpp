// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "mainwindow.h"

#include "addhostsdialog.h"
#include "emptypage.h"
#include "glyphicon.h"
#include "hostfiltermodel.h"
#include "hostsummary.h"
#include "hosttable.h"
#include "privilegebanner.h"

#include <QApplication>
#include <QCloseEvent>
#include <QIcmpHostModel>
#include <QLabel>
#include <QLineEdit>
#include <QMenuBar>
#include <QMessageBox>
#include <QSettings>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace qicmp::monitor {
namespace {

QString geometryKey()
{
    return u"window/geometry"_s;
}

QString backendText(QIcmpManager::Backend backend)
{
    switch (backend) {
    case QIcmpManager::Backend::RawSocket:
        return MainWindow::tr("Raw socket");
    case QIcmpManager::Backend::DatagramSocket:
        return MainWindow::tr("Ping socket");
    case QIcmpManager::Backend::Proxy:
        return MainWindow::tr("icmp-proxy");
    case QIcmpManager::Backend::NoBackend:
    case QIcmpManager::Backend::Auto:
        break;
    }
    return MainWindow::tr("No way to ping");
}

} // namespace

MainWindow::MainWindow(QIcmpManager *manager, QWidget *parent)
    : QMainWindow(parent)
    , m_manager(manager)
    , m_hosts(new QIcmpHostModel(manager, this))
    , m_banner(new PrivilegeBanner(this))
    , m_table(new HostTable(m_hosts, this))
    , m_pages(new QStackedWidget(this))
{
    setWindowTitle(tr("Hosts"));
    createActions();
    m_pages->addWidget(new EmptyPage(m_actions.add, this));
    m_pages->addWidget(m_table);

    auto *const center = new QWidget(this);
    auto *const layout = new QVBoxLayout(center);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_banner);
    layout->addWidget(m_pages, 1);
    setCentralWidget(center);
    createToolBar();
    createStatusBar();
    restoreWindow();

    connect(m_hosts, &QAbstractItemModel::rowsInserted, this, &MainWindow::updatePage);
    connect(m_hosts, &QAbstractItemModel::rowsRemoved, this, &MainWindow::updatePage);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &MainWindow::updateActions);
    connect(m_manager, &QIcmpManager::activeBackendChanged, this, [this] {
        updateBanner();
        updateStatus();
    });
    connect(m_manager, &QIcmpManager::succeeded, this, [this] { m_probeRate.add(); });
    connect(m_manager, &QIcmpManager::failed, this, [this](const QIcmpError &error) {
        if (error.sentAt().isValid())
            m_probeRate.add();
    });
    connect(&m_second, &QTimer::timeout, this, &MainWindow::updateEverySecond);

    m_manager->open(); // so that the window says at once whether it can measure anything
    m_second.start(1s);
    updatePage();
    updateBanner();
}

void MainWindow::addHosts(const QStringList &hosts)
{
    m_hosts->addHosts(hosts);
}

void MainWindow::createActions()
{
    const auto make = [this](const QString &text, const QKeySequence &shortcut, auto slot) {
        auto *const action = new QAction(text, this);
        action->setShortcut(shortcut);
        connect(action, &QAction::triggered, this, slot);
        return action;
    };
    m_actions.add = make(tr("&Add Hosts…"), QKeySequence::New, &MainWindow::askForHosts);
    m_actions.add->setIcon(glyphIcon(Glyph::Add));
    m_actions.remove = make(tr("&Remove"), QKeySequence::Delete, &MainWindow::removeSelected);
    m_actions.remove->setIcon(glyphIcon(Glyph::Remove));
    m_actions.pause = make(tr("&Pause"), Qt::Key_Space, &MainWindow::pauseOrResume);
    m_actions.probe = make(tr("Probe &Now"), Qt::Key_F5, &MainWindow::probeSelected);
    m_actions.probe->setIcon(glyphIcon(Glyph::Probe));
    m_actions.reset =
            make(tr("Reset &Statistics"), QKeySequence(tr("Ctrl+R")), &MainWindow::resetStatistics);
    m_actions.reset->setIcon(glyphIcon(Glyph::Reset));
    m_actions.selectAll =
            make(tr("Select A&ll"), QKeySequence::SelectAll, [this] { m_table->selectAll(); });
    m_actions.filter = make(tr("&Filter"), QKeySequence::Find, [this] {
        m_filter->setFocus(Qt::ShortcutFocusReason);
        m_filter->selectAll();
    });
    m_actions.filter->setIcon(glyphIcon(Glyph::Filter));
    m_actions.quit = make(tr("&Quit"), QKeySequence(tr("Ctrl+Q")), &QWidget::close);
    m_actions.about = make(tr("&About ICMP Monitor"), {}, &MainWindow::about);

    auto *const separator = new QAction(this);
    separator->setSeparator(true);
    // Keys that mean something else while one types are the table's alone.
    for (QAction *const action : {m_actions.pause, m_actions.probe, m_actions.reset, separator,
                                  m_actions.remove, m_actions.selectAll}) {
        action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
        m_table->addAction(action);
    }

    QMenu *const fileMenu = menuBar()->addMenu(tr("&File"));
    fileMenu->addAction(m_actions.add);
    fileMenu->addSeparator();
    fileMenu->addAction(m_actions.quit);
    QMenu *const hostsMenu = menuBar()->addMenu(tr("&Hosts"));
    hostsMenu->addActions({m_actions.pause, m_actions.probe, m_actions.reset});
    hostsMenu->addSeparator();
    hostsMenu->addActions({m_actions.remove, m_actions.selectAll});
    hostsMenu->addSeparator();
    hostsMenu->addAction(m_actions.filter);
    QMenu *const helpMenu = menuBar()->addMenu(tr("&Help"));
    helpMenu->addAction(m_actions.about);
}

void MainWindow::createToolBar()
{
    QToolBar *const toolBar = addToolBar(tr("Toolbar"));
    toolBar->setObjectName(u"toolBar"_s);
    toolBar->setMovable(false);
    toolBar->setIconSize({16, 16});
    toolBar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    toolBar->setContextMenuPolicy(Qt::PreventContextMenu);
    toolBar->addAction(m_actions.add);
    toolBar->addSeparator();
    toolBar->addActions({m_actions.pause, m_actions.probe, m_actions.reset, m_actions.remove});

    auto *const space = new QWidget(this);
    space->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    toolBar->addWidget(space);

    m_filter = new QLineEdit(this);
    m_filter->setPlaceholderText(tr("Filter by name, address or state"));
    m_filter->setAccessibleName(tr("Filter"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(glyphIcon(Glyph::Filter), QLineEdit::LeadingPosition);
    m_filter->setFixedWidth(m_filter->fontMetrics().averageCharWidth() * 38);
    m_filter->installEventFilter(this);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->filter()->setFilterText(text);
        updateStatus();
    });
    toolBar->addWidget(m_filter);
}

void MainWindow::createStatusBar()
{
    m_summaryLabel = new QLabel(this);
    m_rateLabel = new QLabel(this);
    m_backendLabel = new QLabel(this);
    m_backendLabel->setToolTip(tr("How this machine sends its pings"));
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(6, 0, 6, 0);
    statusBar()->addWidget(m_summaryLabel, 1);
    m_rateLabel->setIndent(12);
    m_backendLabel->setIndent(12);
    statusBar()->addPermanentWidget(m_rateLabel);
    statusBar()->addPermanentWidget(m_backendLabel);
}

void MainWindow::restoreWindow()
{
    if (!restoreGeometry(QSettings().value(geometryKey()).toByteArray()))
        resize(1180, 640);
}

void MainWindow::askForHosts()
{
    QSet<QString> present;
    for (int row = 0; row < m_hosts->rowCount(); ++row)
        present.insert(m_hosts->hostAt(row)->host());
    AddHostsDialog dialog(present, this);
    if (dialog.exec() == QDialog::Accepted)
        addHosts(dialog.hosts());
}

void MainWindow::removeSelected()
{
    const QList<int> rows = m_table->selectedHosts();
    // Descending, and a run of neighbours at a time.
    for (qsizetype begin = 0; begin < rows.size();) {
        qsizetype end = begin + 1;
        while (end < rows.size() && rows.at(end) == rows.at(end - 1) - 1)
            ++end;
        m_hosts->removeRows(rows.at(end - 1), static_cast<int>(end - begin));
        begin = end;
    }
}

void MainWindow::pauseOrResume()
{
    const QList<int> rows = m_table->selectedHosts();
    const bool pause = std::any_of(rows.cbegin(), rows.cend(),
                                   [this](int row) { return m_hosts->hostAt(row)->isRunning(); });
    for (const int row : rows)
        pause ? m_hosts->hostAt(row)->stop() : m_hosts->hostAt(row)->start();
    updateActions();
    updateStatus();
}

void MainWindow::probeSelected()
{
    for (const int row : m_table->selectedHosts())
        m_hosts->hostAt(row)->probeNow();
}

void MainWindow::resetStatistics()
{
    for (const int row : m_table->selectedHosts())
        m_hosts->hostAt(row)->resetStatistics();
}

void MainWindow::about()
{
    QMessageBox::about(
            this, tr("About ICMP Monitor"),
            tr("<h3>ICMP Monitor %1</h3>"
               "<p>Watches hosts by ICMP echo (ping), and tells only what it has measured.</p>"
               "<p>Built on QIcmp. Free software, GPL-3.0-or-later.</p>")
                    .arg(QApplication::applicationVersion()));
}

void MainWindow::updateActions()
{
    const QList<int> rows = m_table->selectedHosts();
    for (QAction *const action :
         {m_actions.remove, m_actions.pause, m_actions.probe, m_actions.reset}) {
        action->setEnabled(!rows.isEmpty());
    }
    m_actions.selectAll->setEnabled(m_hosts->rowCount() > 0);
    const bool resumes =
            !rows.isEmpty() && std::none_of(rows.cbegin(), rows.cend(), [this](int row) {
                return m_hosts->hostAt(row)->isRunning();
            });
    m_actions.pause->setText(resumes ? tr("&Resume") : tr("&Pause"));
    m_actions.pause->setIcon(glyphIcon(resumes ? Glyph::Resume : Glyph::Pause));
}

void MainWindow::updatePage()
{
    const bool isEmpty = m_hosts->rowCount() == 0;
    QWidget *const page = isEmpty ? m_pages->widget(0) : m_table;
    if (m_pages->currentWidget() != page) {
        m_pages->setCurrentWidget(page);
        page->setFocus();
    }
    m_filter->setEnabled(!isEmpty);
    updateActions();
    updateStatus();
}

void MainWindow::updateBanner()
{
    const bool cannotPing = m_manager->activeBackend() == QIcmpManager::Backend::NoBackend;
    m_banner->setError(cannotPing ? m_manager->lastError() : QIcmpError());
}

void MainWindow::updateStatus()
{
    const HostSummary summary = HostSummary::of(*m_hosts);
    QString text = summary.hosts == 0 ? QString() : summaryText(summary);
    if (const int shown = m_table->filter()->rowCount(); shown < summary.hosts)
        text += u"  ·  "_s + tr("%L1 shown").arg(shown);
    m_summaryLabel->setText(text);
    m_backendLabel->setText(backendText(m_manager->activeBackend()));
    setWindowTitle(summary.count(QIcmpHostModel::Condition::Down) == 0
                           ? tr("Hosts")
                           : tr("%L1 down").arg(summary.count(QIcmpHostModel::Condition::Down)));
}

void MainWindow::updateEverySecond()
{
    const qint64 rate = m_probeRate.perSecond();
    const bool isIdle = rate == 0 && m_hosts->rowCount() == 0;
    m_rateLabel->setText(isIdle      ? QString()
                         : rate == 1 ? tr("1 probe/s")
                                     : tr("%L1 probes/s").arg(rate));
    // Hosts that run try by themselves; without any, nobody else would find out.
    const bool cannotPing = m_manager->activeBackend() == QIcmpManager::Backend::NoBackend;
    if (cannotPing && HostSummary::of(*m_hosts).running == 0)
        m_manager->open();
    updateBanner();
    updateStatus();
}

bool MainWindow::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_filter && event->type() == QEvent::KeyPress) {
        switch (static_cast<QKeyEvent *>(event)->key()) {
        case Qt::Key_Escape:
            m_filter->clear();
            m_table->setFocus();
            return true;
        case Qt::Key_Down:
        case Qt::Key_Return:
        case Qt::Key_Enter:
            m_table->setFocus();
            return true;
        default:
            break;
        }
    }
    return QMainWindow::eventFilter(watched, event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    QSettings().setValue(geometryKey(), saveGeometry());
    QMainWindow::closeEvent(event);
}

} // namespace qicmp::monitor
