// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmphost.h"

#include <QtCore/qabstractitemmodel.h>

#include <chrono>
#include <memory>

class QIcmpHostModelPrivate;

/// Watched hosts as rows, ready for any Qt view.
///
/// Whatever the probes do, views hear of it at refreshInterval(), in one dataChanged() over all
/// rows that changed: ten thousand hosts at a second's interval are not ten thousand updates. In
/// between, no cell changes. For sorting, let a QSortFilterProxyModel use SortRole.
///
/// What was not measured shows as "—" and is invalid for SortRole, which sorts it last.
class QICMP_EXPORT QIcmpHostModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column {
        StateColumn,
        NameColumn,
        AddressColumn,
        LastColumn,   ///< round-trip time of the latest probe that has ended, absent if it was lost
        LossColumn,   ///< over the last ten minutes, as all that follow
        MedianColumn, ///< p50
        P95Column,
        JitterColumn,
        TrendColumn, ///< for a delegate that draws TrendRole
        ColumnCount,
    };

    enum Role {
        HostRole = Qt::UserRole + 1, ///< the QIcmpHost*
        SortRole,                    ///< a number or string to sort by; invalid for what is absent
        ConditionRole,               ///< the Condition, as int
        TrendRole,                   ///< QList<QIcmpHost::Sample>
    };

    /// What a person is told about a host.
    enum class Condition {
        Waiting, ///< no verdict yet
        Up,
        Degraded, ///< up, but losing or slow; see setDegradedLoss() and setDegradedLatency()
        Down,
        NotMeasured, ///< this machine could not ping it; says nothing about the host
        Paused,      ///< not running
    };
    Q_ENUM(Condition)

    explicit QIcmpHostModel(QIcmpManager *manager, QObject *parent = nullptr);
    ~QIcmpHostModel() override;

    QIcmpManager *manager() const;

    /// Adds a host at the end and starts it. The model owns it; deleting it removes its row.
    QIcmpHost *addHost(const QString &host);
    /// Adds many with one insertion. Returns them in order.
    QList<QIcmpHost *> addHosts(const QStringList &hosts);
    void removeHost(int row);               ///< and deletes it; does nothing outside the rows
    QIcmpHost *hostAt(int row) const;       ///< null outside the rows
    int rowOf(const QIcmpHost *host) const; ///< -1 if it is none of this model's

    /// As of the last refresh; Waiting outside the rows.
    Condition condition(int row) const;

    /// When an up host counts as Degraded: its loss of the last ten minutes reaches \a percent (1
    /// unless set), or its p95 of the last ten minutes reaches the latency (200 ms unless set).
    double degradedLoss() const;
    void setDegradedLoss(double percent);
    std::chrono::milliseconds degradedLatency() const;
    void setDegradedLatency(std::chrono::milliseconds latency);

    /// How often views are told; 250 ms unless set.
    std::chrono::milliseconds refreshInterval() const;
    void setRefreshInterval(std::chrono::milliseconds interval);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;
    bool removeRows(int row, int count, const QModelIndex &parent = {}) override;
    QHash<int, QByteArray> roleNames() const override;

private:
    friend class QIcmpHostModelPrivate;
    std::unique_ptr<QIcmpHostModelPrivate> d;
};
