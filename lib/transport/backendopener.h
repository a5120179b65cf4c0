// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "engine/transport.h"
#include "transport/proxysettings.h"

#include <QtCore/qstring.h>

#include <functional>
#include <memory>

namespace qicmp {

/// The same list, in the same order, as QIcmpManager::Backend.
enum class BackendKind { None, Auto, RawSocket, DatagramSocket, Proxy };

/// Opens backends; the seam by which tests put a simulated network under a manager.
class BackendOpener
{
public:
    struct Opened
    {
        std::unique_ptr<Transport> transport; ///< null: none could be had
        BackendKind kind = BackendKind::None;
        Failure failure;
        QString message; ///< why none could be had, with the remedies
    };

    virtual ~BackendOpener() = default;

    /// \a notify is to be called from the event loop whenever the transport has something to read
    /// or has turned ready; it may destroy the transport. \a proxy is the one to use if it comes to
    /// that.
    virtual Opened open(BackendKind wanted, const ProxySettings &proxy,
                        std::function<void()> notify) = 0;
};

/// Opens what this operating system offers.
std::unique_ptr<BackendOpener> systemBackends();

} // namespace qicmp
