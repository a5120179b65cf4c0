// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "hostsummary_p.h"

#include <QtCore/qvariant.h>

namespace qicmp {

/// One cell of the host model, in each of the ways it can be asked for.
struct HostCell
{
    const QIcmpHost *host;
    const HostSummary &summary;
    int column; ///< a QIcmpHostModel::Column

    QString text() const;
    QVariant sortKey() const; ///< a number or a string; invalid if absent
    QString toolTip() const;
    QString spoken() const; ///< for screen readers: in words, complete without the header

    static QString headerText(int column);
    static QString headerToolTip(int column);
    static Qt::Alignment alignment(int column);

private:
    HostSummary::Time time() const;
    QString lossInWords() const;
    QString explanation() const;
};

} // namespace qicmp
