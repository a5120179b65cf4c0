// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

QT_BEGIN_NAMESPACE
class QAction;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// What stands in the place of the table while there are no hosts: what to do about it.
class EmptyPage : public QWidget
{
    Q_OBJECT
public:
    /// \a addHosts is offered as a button.
    explicit EmptyPage(QAction *addHosts, QWidget *parent = nullptr);
};

} // namespace qicmp::monitor
