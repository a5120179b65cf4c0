// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "addhostsdialog.h"

#include <QDialogButtonBox>
#include <QFontDatabase>
#include <QLabel>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace qicmp::monitor {

AddHostsDialog::AddHostsDialog(const QSet<QString> &present, QWidget *parent)
    : QDialog(parent)
    , m_present(present)
    , m_edit(new QPlainTextEdit(this))
    , m_preview(new QLabel(this))
{
    setWindowTitle(tr("Add Hosts"));

    auto *const label =
            new QLabel(tr("&Names, addresses, networks or ranges, as many as you like:"), this);
    label->setBuddy(m_edit);
    m_edit->setAccessibleName(tr("Hosts to add"));
    m_edit->setPlaceholderText(u"example.net\n2001:db8::1\n10.0.0.0/24\n10.0.1.1-50"_s);
    m_edit->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_edit->setTabChangesFocus(true);
    m_edit->setLineWrapMode(QPlainTextEdit::NoWrap);
    connect(m_edit, &QPlainTextEdit::textChanged, this, &AddHostsDialog::updatePreview);

    m_preview->setWordWrap(true);
    m_preview->setTextFormat(Qt::PlainText);
    m_preview->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_preview->setMinimumHeight(fontMetrics().lineSpacing() * 3);

    auto *const buttons = new QDialogButtonBox(QDialogButtonBox::Cancel, this);
    m_add = buttons->addButton(tr("&Add"), QDialogButtonBox::AcceptRole);
    m_add->setDefault(true);
    connect(buttons, &QDialogButtonBox::accepted, this, &AddHostsDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &AddHostsDialog::reject);

    auto *const layout = new QVBoxLayout(this);
    layout->addWidget(label);
    layout->addWidget(m_edit, 1);
    layout->addWidget(m_preview);
    layout->addWidget(buttons);
    resize(520, 360);
    updatePreview();
}

void AddHostsDialog::updatePreview()
{
    const HostList list = HostList::parse(m_edit->toPlainText());
    m_hosts.clear();
    std::copy_if(list.hosts.cbegin(), list.hosts.cend(), std::back_inserter(m_hosts),
                 [this](const QString &host) { return !m_present.contains(host); });

    const qsizetype present = list.hosts.size() - m_hosts.size();
    QStringList parts;
    if (!m_hosts.isEmpty())
        parts.append(m_hosts.size() == 1
                             ? tr("1 host, 1 probe a second")
                             : tr("%L1 hosts, %L1 probes a second").arg(m_hosts.size()));
    if (list.duplicates > 0)
        parts.append(tr("%L1 named twice").arg(list.duplicates));
    if (present > 0)
        parts.append(tr("%L1 in the table already").arg(present));
    QStringList lines{parts.join(u"  ·  "_s)};
    for (const HostList::Mistake &mistake :
         list.mistakes.first(std::min<qsizetype>(2, list.mistakes.size())))
        lines.append(tr("Line %1: %2").arg(mistake.line).arg(mistake.message));
    if (list.mistakes.size() > 2)
        lines.append(tr("… and %L1 more mistakes").arg(list.mistakes.size() - 2));
    lines.removeAll(QString());

    m_preview->setText(lines.join(u'\n'));
    m_add->setEnabled(!m_hosts.isEmpty() && list.mistakes.isEmpty());
    m_add->setText(m_hosts.size() > 1 ? tr("&Add %L1 Hosts").arg(m_hosts.size()) : tr("&Add"));
}

void AddHostsDialog::accept()
{
    if (!m_add->isEnabled())
        return;
    if (m_hosts.size() > manyHosts &&
        QMessageBox::question(this, tr("Many Hosts"),
                              tr("Ping %L1 hosts every second?").arg(m_hosts.size())) !=
                QMessageBox::Yes) {
        return;
    }
    QDialog::accept();
}

} // namespace qicmp::monitor
