// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

namespace qicmp::monitor {

/// Turns the first SIGINT, SIGTERM or SIGHUP into a Qt signal. The second of a kind ends the
/// process as if nobody watched. At most one at a time.
class InterruptWatcher : public QObject
{
    Q_OBJECT
public:
    explicit InterruptWatcher(QObject *parent = nullptr);
    ~InterruptWatcher() override;
    Q_DISABLE_COPY_MOVE(InterruptWatcher)

Q_SIGNALS:
    void interrupted();
};

} // namespace qicmp::monitor
