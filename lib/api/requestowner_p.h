// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpreply.h"

#include "engine/engineevent.h"

namespace qicmp {

/// Who made a request and wants to hear of it: a QIcmpRequest, a future, a watched host. Called
/// from the event loop only, never from inside a call to the manager. Any of these may delete the
/// owner, the manager, or both.
class RequestOwner
{
public:
    /// The host name was resolved; comes at most once, and only for names.
    virtual void addressKnown(const QHostAddress &address) { Q_UNUSED(address) }
    /// Exactly one of these two ends the request.
    virtual void requestSucceeded(const QIcmpReply &reply) = 0;
    virtual void requestFailed(const QIcmpError &error) = 0;
    /// Probe kinds of EngineEvent, if the request is observed; they go on after it ended.
    virtual void probeEvent(const EngineEvent &event) { Q_UNUSED(event) }
    /// Nothing more will come for the request.
    virtual void requestReleased(QIcmpId id) { Q_UNUSED(id) }
    /// The manager is being destroyed; its requests have been failed before.
    virtual void managerDestroyed() {}

protected:
    ~RequestOwner() = default;
};

} // namespace qicmp
