// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>
#include <QTimer>

class QIcmpHostModel;

namespace qicmp::monitor {

class HostFilterModel;
class TrendDelegate;

/// The live table of hosts. Rows are of one height, cells are painted by delegates, and the widths
/// of columns are remembered in QSettings.
class HostTable : public QTableView
{
    Q_OBJECT
public:
    explicit HostTable(QIcmpHostModel *hosts, QWidget *parent = nullptr);
    ~HostTable() override;
    Q_DISABLE_COPY_MOVE(HostTable)

    HostFilterModel *filter() const { return m_filter; }

    /// The selected hosts as rows of the model of hosts, descending: in this order they can be
    /// removed one after the other.
    QList<int> selectedHosts() const;

private:
    void updateScale();
    void updateRowHeight();
    void restoreColumns();
    void saveColumns() const;
    void changeEvent(QEvent *event) override;

    QIcmpHostModel *m_hosts;
    HostFilterModel *m_filter;
    TrendDelegate *m_trend;
    QTimer m_scaleTimer;
};

} // namespace qicmp::monitor
