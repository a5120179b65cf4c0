// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QIcmpError;

QT_BEGIN_NAMESPACE
class QLabel;
class QPushButton;
QT_END_NAMESPACE

namespace qicmp::monitor {

/// Says why nothing can be measured and what to do about it. Hidden while there is nothing to say.
class PrivilegeBanner : public QFrame
{
    Q_OBJECT
public:
    explicit PrivilegeBanner(QWidget *parent = nullptr);

    /// Shows the cause and remedy in \a error, or hides with NoError.
    void setError(const QIcmpError &error);

private:
    void copyCommand();
    void updateColors();
    void changeEvent(QEvent *event) override;

    QLabel *m_icon;
    QLabel *m_text;
    QPushButton *m_copy;
    QString m_message;
    QString m_command; ///< the first that the message names
};

} // namespace qicmp::monitor
