// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "fakenetwork.h"
#include "qicmphostmodel.h"

#include <QtCore/qcoreapplication.h>
#include <QtTest/qabstractitemmodeltester.h>

#include <memory>

/// A test of QIcmpHostModel: each function has a model of its own, which never may break the rules
/// for models, on a network in memory.
class HostModelTest : public QObject
{
    Q_OBJECT

protected:
    /// Has all changes told.
    static void refresh() { QCoreApplication::processEvents(); }
    QVariant cell(int row, int column, int role = Qt::DisplayRole) const
    {
        return m_model->data(m_model->index(row, column), role);
    }
    void run(qicmp::Nanoseconds duration) { m_network->run(m_manager.get(), duration); }

    std::unique_ptr<FakeNetwork> m_network;
    std::unique_ptr<QIcmpManager> m_manager;
    std::unique_ptr<QIcmpHostModel> m_model;

private Q_SLOTS:
    void init()
    {
        m_network = std::make_unique<FakeNetwork>();
        m_manager = m_network->makeManager();
        m_model = std::make_unique<QIcmpHostModel>(m_manager.get());
        m_model->setRefreshInterval(std::chrono::milliseconds(0));
        m_tester = std::make_unique<QAbstractItemModelTester>(
                m_model.get(), QAbstractItemModelTester::FailureReportingMode::Fatal);
    }
    void cleanup()
    {
        m_tester.reset();
        m_model.reset();
        m_manager.reset();
        m_network.reset();
    }

private:
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};
