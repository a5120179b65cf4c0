// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpoptions.h"

#include "engine/echooptions.h"
#include "engine/failure.h"

#include <QtCore/qstring.h>

#include <chrono>

namespace qicmp {

/// What a request falls back on where its options are silent.
struct RequestDefaults
{
    std::chrono::milliseconds timeout{1000};
    int retries = 3;
};

/// Why a request can't be made; NoError when it can.
struct Objection
{
    FailureCode code = FailureCode::NoError;
    QString message;

    explicit operator bool() const { return code != FailureCode::NoError; }
};

/// Fills in the defaults and looks up what has to be looked up. What makes no sense is objected to.
Objection resolveOptions(const QIcmpOptions &options, const RequestDefaults &defaults,
                         EchoOptions &resolved);

/// Whether \a target can be pinged at all, and with these options. \a name is how the user calls
/// it, and is looked at only when \a target is null.
Objection checkTarget(const IpAddress &target, const QString &name, const EchoOptions &options);

} // namespace qicmp
