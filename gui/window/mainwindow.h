// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/proberate.h"

#include <QIcmpManager>
#include <QMainWindow>
#include <QTimer>

class QIcmpHostModel;

QT_BEGIN_NAMESPACE
class QLabel;
class QLineEdit;
class QStackedWidget;
QT_END_NAMESPACE

namespace qicmp::monitor {

class HostTable;
class PrivilegeBanner;

/// The monitor's window: a live table of hosts and what can be done with them.
class MainWindow : public QMainWindow
{
    Q_OBJECT
public:
    /// \a manager must outlive the window.
    explicit MainWindow(QIcmpManager *manager, QWidget *parent = nullptr);

    /// Adds \a hosts and pings them at once; asks nothing.
    void addHosts(const QStringList &hosts);

    QIcmpHostModel *hosts() const { return m_hosts; }
    HostTable *table() const { return m_table; }

private:
    void createActions();
    void createToolBar();
    void createStatusBar();
    void restoreWindow();

    void askForHosts();
    void removeSelected();
    void pauseOrResume();
    void probeSelected();
    void resetStatistics();
    void about();

    void updateActions();
    void updatePage();
    void updateBanner();
    void updateStatus();
    void updateEverySecond();

    bool eventFilter(QObject *watched, QEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

    struct Actions
    {
        QAction *add = nullptr;
        QAction *remove = nullptr;
        QAction *pause = nullptr;
        QAction *probe = nullptr;
        QAction *reset = nullptr;
        QAction *selectAll = nullptr;
        QAction *filter = nullptr;
        QAction *quit = nullptr;
        QAction *about = nullptr;
    };

    QIcmpManager *m_manager;
    QIcmpHostModel *m_hosts;
    Actions m_actions;
    PrivilegeBanner *m_banner;
    HostTable *m_table;
    QStackedWidget *m_pages;
    QLineEdit *m_filter = nullptr;
    QLabel *m_summaryLabel = nullptr;
    QLabel *m_rateLabel = nullptr;
    QLabel *m_backendLabel = nullptr;
    QTimer m_second;
    ProbeRate m_probeRate;
};

} // namespace qicmp::monitor
