// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "codec/bytes.h"
#include "engine/clock.h"
#include "settings.h"
#include "transport/dtlsconnection.h"

#include <QtNetwork/qdtls.h>

#include <memory>
#include <optional>

namespace qicmp::proxy {

/// Asks whoever begins a DTLS handshake for a cookie, and remembers nothing of it (RFC 6347,
/// 4.2.1). The secret is another one each cookieEpoch, and a cookie good for one to two of them.
class HelloVerifier
{
public:
    explicit HelloVerifier(Nanoseconds now);

    /// A ClientHello with a cookie of ours.
    struct Verified
    {
        QByteArray hello;
        QByteArray secret; ///< that the cookie was made with
    };

    /// Looks at a ClientHello. Without a good cookie \a answer is what to send back: nothing, or a
    /// HelloVerifyRequest that is no larger.
    std::optional<Verified> verify(const Endpoint &client, ByteView hello, Nanoseconds now,
                                   QByteArray &answer);

private:
    struct Epoch
    {
        QDtlsClientVerifier verifier;
        QByteArray secret;
    };

    static std::unique_ptr<Epoch> makeEpoch();
    std::optional<Verified> verifyIn(Epoch &epoch, const Endpoint &client, const QByteArray &hello);

    QByteArray m_written;
    DtlsOutlet m_outlet;
    std::unique_ptr<Epoch> m_current;
    std::unique_ptr<Epoch> m_previous;
    Nanoseconds m_epochEnds;
};

/// As Qt has addresses.
QHostAddress hostAddress(const IpAddress &address);

} // namespace qicmp::proxy
