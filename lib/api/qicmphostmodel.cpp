// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmphostmodel.h"

#include "hostcell_p.h"
#include "hostsummary_p.h"
#include "qicmphost_p.h"

#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>

#include <algorithm>
#include <utility>
#include <vector>

using qicmp::HostCell;
using qicmp::HostSummary;
using std::chrono::milliseconds;

class QIcmpHostModelPrivate
{
public:
    struct Row final : qicmp::HostObserver
    {
        Row(QIcmpHostModelPrivate *m, QIcmpHost *h, int i) : model(m), host(h), index(i)
        {
            QIcmpHostPrivate::get(host)->observer = this;
        }
        Q_DISABLE_COPY_MOVE(Row)
        ~Row() override
        {
            if (!ownsHost)
                return;
            QIcmpHostPrivate::get(host)->observer = nullptr;
            delete host;
        }

        void hostChanged() override
        {
            changed = true;
            model->scheduleRefresh();
        }
        void hostDestroyed() override
        {
            ownsHost = false;
            model->removeRows(index, 1); // deletes this
        }

        QIcmpHostModelPrivate *const model;
        QIcmpHost *const host;
        int index;
        bool ownsHost = true;
        bool changed = false; ///< since the last refresh
        bool stale = true;    ///< summary is to be taken again when somebody asks
        HostSummary summary;
    };

    QIcmpHostModelPrivate(QIcmpHostModel *model, QIcmpManager *m)
        : q(model), manager(m), refreshTimer(model)
    {
        refreshTimer.setSingleShot(true);
        refreshTimer.setInterval(milliseconds(250));
        QObject::connect(&refreshTimer, &QTimer::timeout, q, [this] { refresh(); });
    }

    const HostSummary &summary(Row &row) const
    {
        if (std::exchange(row.stale, false))
            row.summary = HostSummary::of(row.host, limits);
        return row.summary;
    }

    void scheduleRefresh()
    {
        if (!refreshTimer.isActive())
            refreshTimer.start();
    }

    void refresh();
    void markAllChanged();
    void removeRows(int first, int count);

    QIcmpHostModel *const q;
    const QPointer<QIcmpManager> manager;
    qicmp::DegradedLimits limits;
    QTimer refreshTimer; ///< runs only while there is something to tell
    std::vector<std::unique_ptr<Row>> rows;
};

/// Tells the views about everything since the last refresh at once: a view repaints what it shows
/// of the range, and asks for no more than that.
void QIcmpHostModelPrivate::refresh()
{
    int first = -1;
    int last = -1;
    for (const auto &row : rows) {
        if (!std::exchange(row->changed, false))
            continue;
        row->stale = true;
        first = first < 0 ? row->index : first;
        last = row->index;
    }
    if (first >= 0)
        Q_EMIT q->dataChanged(q->index(first, 0), q->index(last, QIcmpHostModel::ColumnCount - 1));
}

void QIcmpHostModelPrivate::markAllChanged()
{
    for (const auto &row : rows)
        row->hostChanged();
}

void QIcmpHostModelPrivate::removeRows(int first, int count)
{
    std::vector<std::unique_ptr<Row>> removed; // deleted when the views know
    q->beginRemoveRows({}, first, first + count - 1);
    const auto begin = rows.begin() + first;
    std::move(begin, begin + count, std::back_inserter(removed));
    rows.erase(begin, begin + count);
    for (auto row = rows.begin() + first; row != rows.end(); ++row)
        (*row)->index -= count;
    q->endRemoveRows();
}

QIcmpHostModel::QIcmpHostModel(QIcmpManager *manager, QObject *parent)
    : QAbstractTableModel(parent), d(std::make_unique<QIcmpHostModelPrivate>(this, manager))
{
}

QIcmpHostModel::~QIcmpHostModel() = default;

QIcmpManager *QIcmpHostModel::manager() const
{
    return d->manager;
}

QIcmpHost *QIcmpHostModel::addHost(const QString &host)
{
    return addHosts({host}).constFirst();
}

QList<QIcmpHost *> QIcmpHostModel::addHosts(const QStringList &hosts)
{
    QList<QIcmpHost *> added;
    if (hosts.isEmpty())
        return added;
    const int first = rowCount();
    beginInsertRows({}, first, first + static_cast<int>(hosts.size()) - 1);
    for (const QString &name : hosts) {
        auto *host = new QIcmpHost(d->manager, name);
        d->rows.push_back(std::make_unique<QIcmpHostModelPrivate::Row>(d.get(), host, rowCount()));
        host->start();
        added.append(host);
    }
    endInsertRows();
    return added;
}

void QIcmpHostModel::removeHost(int row)
{
    removeRows(row, 1);
}

QIcmpHost *QIcmpHostModel::hostAt(int row) const
{
    return row < 0 || row >= rowCount() ? nullptr : d->rows[static_cast<std::size_t>(row)]->host;
}

int QIcmpHostModel::rowOf(const QIcmpHost *host) const
{
    if (!host)
        return -1;
    const auto *row =
            dynamic_cast<QIcmpHostModelPrivate::Row *>(QIcmpHostPrivate::get(host)->observer);
    return row && row->model == d.get() ? row->index : -1;
}

QIcmpHostModel::Condition QIcmpHostModel::condition(int row) const
{
    if (row < 0 || row >= rowCount())
        return Condition::Waiting;
    return d->summary(*d->rows[static_cast<std::size_t>(row)]).condition;
}

double QIcmpHostModel::degradedLoss() const
{
    return d->limits.lossPercent;
}

void QIcmpHostModel::setDegradedLoss(double percent)
{
    d->limits.lossPercent = percent;
    d->markAllChanged();
}

milliseconds QIcmpHostModel::degradedLatency() const
{
    return d->limits.latency;
}

void QIcmpHostModel::setDegradedLatency(milliseconds latency)
{
    d->limits.latency = latency;
    d->markAllChanged();
}

milliseconds QIcmpHostModel::refreshInterval() const
{
    return d->refreshTimer.intervalAsDuration();
}

void QIcmpHostModel::setRefreshInterval(milliseconds interval)
{
    d->refreshTimer.setInterval(std::max(interval, milliseconds(0)));
}

int QIcmpHostModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(d->rows.size());
}

int QIcmpHostModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant QIcmpHostModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    QIcmpHostModelPrivate::Row &row = *d->rows[static_cast<std::size_t>(index.row())];
    if (role == HostRole)
        return QVariant::fromValue(row.host);
    if (role == TrendRole)
        return QVariant::fromValue(row.host->samples());
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(HostCell::alignment(index.column()));

    const HostCell cell{row.host, d->summary(row), index.column()};
    switch (role) {
    case Qt::DisplayRole:
        return cell.text();
    case SortRole:
        return cell.sortKey();
    case ConditionRole:
        return static_cast<int>(cell.summary.condition);
    case Qt::ToolTipRole:
        return cell.toolTip();
    case Qt::AccessibleTextRole:
        return cell.spoken();
    default:
        return {};
    }
}

QVariant QIcmpHostModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return HostCell::headerText(section);
    case Qt::ToolTipRole:
        return HostCell::headerToolTip(section);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(HostCell::alignment(section));
    default:
        return {};
    }
}

bool QIcmpHostModel::removeRows(int row, int count, const QModelIndex &parent)
{
    if (parent.isValid() || row < 0 || count <= 0 || count > rowCount() - row)
        return false;
    d->removeRows(row, count);
    return true;
}

QHash<int, QByteArray> QIcmpHostModel::roleNames() const
{
    QHash<int, QByteArray> names = QAbstractTableModel::roleNames();
    names.insert(HostRole, "host");
    names.insert(SortRole, "sortKey");
    names.insert(ConditionRole, "condition");
    names.insert(TrendRole, "trend");
    return names;
}
