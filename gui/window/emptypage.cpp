// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "emptypage.h"

#include "glyphicon.h"

#include <QAction>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {

EmptyPage::EmptyPage(QAction *addHosts, QWidget *parent) : QWidget(parent)
{
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::Base);

    auto *const icon = new QLabel(this);
    icon->setPixmap(glyphIcon(Glyph::Monitor).pixmap(QSize(56, 56), devicePixelRatioF()));
    icon->setAlignment(Qt::AlignCenter);

    auto *const heading = new QLabel(tr("No hosts yet"), this);
    QFont headingFont = heading->font();
    headingFont.setPointSizeF(headingFont.pointSizeF() * 1.5);
    headingFont.setWeight(QFont::DemiBold);
    heading->setFont(headingFont);
    heading->setAlignment(Qt::AlignCenter);

    auto *const text =
            new QLabel(tr("Add names, addresses or whole networks, and each host is pinged\n"
                          "once a second from then on."),
                       this);
    text->setAlignment(Qt::AlignCenter);

    auto *const button = new QPushButton(addHosts->icon(), addHosts->text(), this);
    button->setDefault(true);
    connect(button, &QPushButton::clicked, addHosts, &QAction::trigger);
    setFocusProxy(button);

    auto *const hint =
            new QLabel(tr("Hosts can be named at the start, too:  icmp-monitor HOST …"), this);
    hint->setAlignment(Qt::AlignCenter);
    hint->setForegroundRole(QPalette::PlaceholderText);

    auto *const layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    layout->addStretch(2);
    layout->addWidget(icon);
    layout->addWidget(heading);
    layout->addWidget(text);
    layout->addSpacing(8);
    layout->addWidget(button, 0, Qt::AlignHCenter);
    layout->addSpacing(8);
    layout->addWidget(hint);
    layout->addStretch(3);
}

} // namespace qicmp::monitor
