// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "session/hostlist.h"

#include <QDialog>
#include <QSet>

QT_BEGIN_NAMESPACE
class QLabel;
class QPlainTextEdit;
class QPushButton;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// Asks for hosts in one field, and says while one types how many they are and what is wrong.
class AddHostsDialog : public QDialog
{
    Q_OBJECT
public:
    /// Above this many, it asks whether that is meant.
    static constexpr qsizetype manyHosts = 1024;

    /// Hosts in \a present are there already and will be left out.
    explicit AddHostsDialog(const QSet<QString> &present, QWidget *parent = nullptr);

    /// What is to be added.
    QStringList hosts() const { return m_hosts; }

    void accept() override;

private:
    void updatePreview();

    QSet<QString> m_present;
    QStringList m_hosts;
    QPlainTextEdit *m_edit;
    QLabel *m_preview;
    QPushButton *m_add;
};

} // namespace qicmp::monitor
