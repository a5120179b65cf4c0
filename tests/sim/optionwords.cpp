// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "words.h"

#include <chrono>

using namespace Qt::StringLiterals;

namespace qicmp::sim {

QIcmpOptions parseOptions(Words &words)
{
    QIcmpOptions options;
    while (!words.atEnd()) {
        const QString word = words.take();
        if (word == u"timeout"_s)
            options.setTimeout(std::chrono::milliseconds(words.takeDuration() / millisecond));
        else if (word == u"retries"_s)
            options.setRetries(static_cast<int>(words.takeNumber()));
        else if (word == u"size"_s)
            options.setPayloadSize(static_cast<int>(words.takeNumber()));
        else if (word == u"payload"_s)
            options.setPayload(words.take().toUtf8());
        else if (word == u"ttl"_s)
            options.setTtl(static_cast<int>(words.takeNumber()));
        else if (word == u"traffic-class"_s)
            options.setTrafficClass(static_cast<int>(words.takeNumber()));
        else if (word == u"dont-fragment"_s)
            options.setDontFragment(true);
        else if (word == u"broadcast"_s)
            options.setBroadcast(true);
        else if (word == u"source"_s)
            options.setSourceAddress(QHostAddress(words.take()));
        else if (word == u"interface"_s)
            options.setNetworkInterface(words.take());
        else if (word == u"context"_s)
            options.setContext(static_cast<quint64>(words.takeNumber()));
        else
            throw ScenarioError{word + u" is no option of a request"_s};
    }
    return options;
}

} // namespace qicmp::sim
