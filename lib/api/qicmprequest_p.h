// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "finishedrequests_p.h"
#include "qicmprequest.h"
#include "recycled_p.h"
#include "requestowner_p.h"

#include <utility>

class QIcmpManagerPrivate;

class QIcmpRequestPrivate final : public qicmp::RequestOwner,
                                  public qicmp::Recycled<QIcmpRequestPrivate>
{
public:
    QIcmpRequestPrivate(QIcmpManagerPrivate *m, QString h, const QHostAddress &a)
        : manager(m), host(std::move(h)), address(a)
    {
    }

    static QIcmpRequest *create(std::unique_ptr<QIcmpRequestPrivate> dd);

    void addressKnown(const QHostAddress &known) override { address = known; }
    void requestSucceeded(const QIcmpReply &reply) override;
    void requestFailed(const QIcmpError &error) override;

    QIcmpRequest *q = nullptr;
    QIcmpManagerPrivate *manager; ///< null once finished
    QIcmpId id = 0;
    QString host;
    QHostAddress address;
    qicmp::FinishedRequests::Node deletion;
    bool *deleted = nullptr; ///< to be set when it goes while it emits
    bool finished = false;
    bool autoDelete = true;

private:
    template <typename Emit>
    void finish(Emit emitOutcome);
};
