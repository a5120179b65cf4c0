// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProxyStyle>

namespace qicmp::monitor {

/// The application's style, with room to breathe at both sides of a table's cells, the same in the
/// header as below it.
class TableStyle : public QProxyStyle
{
    Q_OBJECT
public:
    /// From the edge of a cell to its text, in pixels.
    static constexpr int cellMargin = 9;

    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override;
    QRect subElementRect(SubElement element, const QStyleOption *option,
                         const QWidget *widget) const override;
};

} // namespace qicmp::monitor
