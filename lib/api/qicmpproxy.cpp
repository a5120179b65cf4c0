// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpproxy.h"

#include <QtNetwork/qhostaddress.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace {

bool isIpv6(const QString &text)
{
    return QHostAddress(text).protocol() == QAbstractSocket::IPv6Protocol;
}

/// A host name or an IPv4 address; which names there are is the resolver's to say.
bool isName(const QString &text)
{
    return !text.isEmpty() && std::none_of(text.begin(), text.end(), [](QChar character) {
        return character.isSpace() || character == u'[' || character == u']';
    });
}

bool parsePort(const QString &text, quint16 &port)
{
    bool isNumber = std::all_of(text.begin(), text.end(), [](QChar character) {
        return character >= u'0' && character <= u'9';
    });
    if (isNumber) // toUShort() alone takes blanks and signs
        port = text.toUShort(&isNumber);
    return isNumber && port != 0;
}

} // namespace

class QIcmpProxyData : public QSharedData
{
public:
    QString host = u"127.0.0.1"_s;
    quint16 port = QIcmpProxy::defaultPort;
    bool valid = true;
    QByteArray identity;
    QByteArray key;
    QIcmpProxy::Protocol protocol = QIcmpProxy::Protocol::V1;

    void parse(const QString &hostAndPort);
};

void QIcmpProxyData::parse(const QString &hostAndPort)
{
    const QString text = hostAndPort.trimmed();
    QString rest;
    if (text.startsWith(u'[')) { // RFC 3986, 3.2.2
        const qsizetype end = text.indexOf(u']');
        host = end < 0 ? QString() : text.mid(1, end - 1);
        rest = text.mid(end + 1);
        valid = isIpv6(host);
    } else if (text.count(u':') > 1) {
        host = text;
        valid = isIpv6(host);
    } else {
        host = text.section(u':', 0, 0);
        rest = text.mid(host.size());
        valid = isName(host);
    }
    if (valid && !rest.isEmpty())
        valid = rest.startsWith(u':') && parsePort(rest.mid(1), port);
}

QIcmpProxy::QIcmpProxy() : d(new QIcmpProxyData) {}

QIcmpProxy::QIcmpProxy(const QString &hostAndPort) : d(new QIcmpProxyData)
{
    d->parse(hostAndPort);
}

QIcmpProxy::QIcmpProxy(const QIcmpProxy &other) = default;
QIcmpProxy::QIcmpProxy(QIcmpProxy &&other) noexcept = default;
QIcmpProxy &QIcmpProxy::operator=(const QIcmpProxy &other) = default;
QIcmpProxy &QIcmpProxy::operator=(QIcmpProxy &&other) noexcept = default;
QIcmpProxy::~QIcmpProxy() = default;

bool QIcmpProxy::isValid() const
{
    return d->valid;
}

QString QIcmpProxy::host() const
{
    return d->host;
}

quint16 QIcmpProxy::port() const
{
    return d->port;
}

QString QIcmpProxy::address() const
{
    const QString port = QString::number(d->port);
    return d->host.contains(u':') ? QString(u'[' + d->host + u"]:"_s + port)
                                  : QString(d->host + u':' + port);
}

QByteArray QIcmpProxy::identity() const
{
    return d->identity;
}

QByteArray QIcmpProxy::key() const
{
    return d->key;
}

void QIcmpProxy::setCredentials(const QByteArray &identity, const QByteArray &key)
{
    d->identity = identity;
    d->key = key;
}

QIcmpProxy::Protocol QIcmpProxy::protocol() const
{
    return d->protocol;
}

void QIcmpProxy::setProtocol(Protocol protocol)
{
    d->protocol = protocol;
}
