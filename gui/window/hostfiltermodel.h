// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QTimer>

namespace qicmp::monitor {

/// The hosts in the order and selection in which the table shows them.
///
/// Sorted by number, what is absent always last. While values change, rows are put in order again
/// at most once a second: rows that jump about four times a second can't be read or clicked.
class HostFilterModel : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    explicit HostFilterModel(QObject *parent = nullptr);

    /// Shows the hosts that have every word of \a text in their name, address or state. Empty: all.
    void setFilterText(const QString &text);

    /// What stands in the header of the Trend column after its name.
    void setTrendCaption(const QString &caption);

    void setSourceModel(QAbstractItemModel *model) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    void scheduleSort();
    void sortIfNeeded();
    bool isInOrder() const;

    QStringList m_words;
    QString m_trendCaption;
    QTimer m_sortTimer;
};

} // namespace qicmp::monitor
