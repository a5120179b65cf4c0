// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "privilegebanner.h"

#include "conditionstyle.h"
#include "glyphicon.h"
#include "session/remedy.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QIcmpError>
#include <QLabel>
#include <QPainter>
#include <QPushButton>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {
namespace {

/// The cause in bold; commands have lines of their own, where they fit in without a break.
QString richText(const QString &message, const QStringList &commands)
{
    QString text = QString(message).remove(u'`').toHtmlEscaped();
    for (const QString &command : commands) {
        const QString escaped = command.toHtmlEscaped();
        const QString line = u"<br>&nbsp;&nbsp;&nbsp;<code>%1</code>"_s.arg(escaped);
        text.replace(u' ' + escaped, line);
    }
    const QString cause = text.section(u'\n', 0, 0);
    const QString rest = text.section(u'\n', 1);
    return u"<b>"_s + cause + u"</b><br>"_s + QString(rest).replace(u'\n', u"<br>"_s);
}

} // namespace

PrivilegeBanner::PrivilegeBanner(QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new QLabel(this))
    , m_copy(new QPushButton(glyphIcon(Glyph::Copy), tr("&Copy Command"), this))
{
    setFrameShape(QFrame::StyledPanel);
    setAutoFillBackground(true);
    setBackgroundRole(QPalette::ToolTipBase);
    setAccessibleName(tr("Why nothing can be measured"));

    m_text->setWordWrap(true);
    m_text->setTextFormat(Qt::RichText);
    m_text->setForegroundRole(QPalette::ToolTipText);
    m_text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    connect(m_copy, &QPushButton::clicked, this, &PrivilegeBanner::copyCommand);

    auto *const layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 8, 12, 8);
    layout->setSpacing(12);
    layout->addWidget(m_icon, 0, Qt::AlignTop);
    layout->addWidget(m_text, 1);
    layout->addWidget(m_copy, 0, Qt::AlignTop);
    updateColors();
    hide();
}

void PrivilegeBanner::setError(const QIcmpError &error)
{
    setVisible(error.code() != QIcmpError::Code::NoError);
    if (m_message == error.message())
        return; // a selection in the text is to stay
    m_message = error.message();
    const QStringList commands = commandsIn(m_message);
    m_text->setText(richText(m_message, commands));
    m_command = commands.value(0);
    m_copy->setVisible(!m_command.isEmpty());
    m_copy->setToolTip(m_command);
}

void PrivilegeBanner::copyCommand()
{
    QGuiApplication::clipboard()->setText(m_command);
}

void PrivilegeBanner::updateColors()
{
    // The sign of the condition that the rows below show.
    constexpr int size = 20;
    QPixmap sign(QSize(size, size) * devicePixelRatioF());
    sign.setDevicePixelRatio(devicePixelRatioF());
    sign.fill(Qt::transparent);
    QPainter painter(&sign);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto condition = QIcmpHostModel::Condition::NotMeasured;
    painter.fillPath(conditionShape(condition, QRectF(1, 1, size - 2, size - 2)),
                     conditionColor(condition, palette()));
    painter.end();
    m_icon->setPixmap(sign);
}

void PrivilegeBanner::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateColors();
    QFrame::changeEvent(event);
}

} // namespace qicmp::monitor
