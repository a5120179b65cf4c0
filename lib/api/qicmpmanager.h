// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmpoptions.h"
#include "qicmpproxy.h"
#include "qicmprequest.h"
#include "qicmpresult.h"

#include <QtCore/qfuture.h>
#include <QtCore/qlist.h>
#include <QtCore/qobject.h>

#include <chrono>
#include <memory>

class QIcmpManagerPrivate;

/// Sends ICMP echo requests and tells about each one, on the Qt event loop.
///
/// A request is one to `retries` + 1 attempts, each an echo request of its own with its own
/// timeout, which runs from when it was sent. A reply to any of them succeeds the request. Nothing
/// is emitted from inside ping(), submit() or cancel(): what is wrong with a request is told
/// through failed(), later.
///
/// Round-trip times are differences of kernel time stamps wherever the kernel gives them. An
/// application that blocks its event loop delays signals, but changes neither a round-trip time nor
/// the verdict whether a reply was in time.
///
/// A manager is not thread-safe: it belongs to the thread that made it, which must run an event
/// loop. It may be moved to another one (QObject::moveToThread) before it has been asked for
/// anything, not later. To use more cores, make a manager in each thread.
class QICMP_EXPORT QIcmpManager : public QObject
{
    Q_OBJECT
    Q_PROPERTY(std::chrono::milliseconds timeout READ timeout WRITE setTimeout)
    Q_PROPERTY(int retries READ retries WRITE setRetries)
    Q_PROPERTY(int maximumRate READ maximumRate WRITE setMaximumRate)
    Q_PROPERTY(Backend backend READ backend WRITE setBackend)
    Q_PROPERTY(Backend activeBackend READ activeBackend NOTIFY activeBackendChanged)
    Q_PROPERTY(bool batchSignals READ batchSignals WRITE setBatchSignals)
    Q_PROPERTY(quint64 receiveOverflows READ receiveOverflows NOTIFY receiveOverflowsChanged)
public:
    /// By which means echo requests are sent.
    enum class Backend {
        NoBackend,      ///< none is open
        Auto,           ///< a proxy that was set; else raw, then datagram, then the local proxy
        RawSocket,      ///< needs root or CAP_NET_RAW
        DatagramSocket, ///< Linux: needs a group within net.ipv4.ping_group_range; macOS: nothing
        Proxy,          ///< an icmp-proxy
    };
    Q_ENUM(Backend)

    explicit QIcmpManager(QObject *parent = nullptr);
    /// Ends all requests and futures with QIcmpError::Code::Canceled. The manager itself emits
    /// nothing any more, so whoever counts submit()ted requests has to stop before.
    ~QIcmpManager() override;

    /// The timeout of requests that set none. 1000 ms unless set.
    std::chrono::milliseconds timeout() const;
    void setTimeout(std::chrono::milliseconds timeout);

    /// The retries of requests that set none. 3 unless set.
    int retries() const;
    void setRetries(int retries);

    /// The most packets a second, evenly spread; 0, the default, is no limit.
    int maximumRate() const;
    void setMaximumRate(int packetsPerSecond);

    /// The means that is wanted; Auto unless set. Changing it interrupts the probes in flight.
    Backend backend() const;
    void setBackend(Backend backend);

    /// The means in use: RawSocket, DatagramSocket, Proxy, or NoBackend while none is open.
    Backend activeBackend() const;

    /// Whether finished() is emitted for many requests at a time instead of succeeded() and
    /// failed() for each. Much cheaper for thousands of requests a second. False unless set.
    bool batchSignals() const;
    void setBatchSignals(bool batch);

    /// How many packets the receive buffers have dropped because the application did not read them
    /// in time; through an icmp-proxy, those that its buffers have dropped since it was listened
    /// to. Requests that may have been hit end as Interrupted, not as Timeout.
    quint64 receiveOverflows() const;

    /// Replies that fit a request in flight but not in their content: damaged or forged.
    quint64 corruptReplies() const;

    /// Sends through an icmp-proxy from now on; Auto then means that proxy, too. It is trusted,
    /// whoever runs it; the one that Auto finds by itself has to belong to root or to the user
    /// icmp-proxy.
    ///
    /// All is told as without a proxy. It makes the packets, however: QIcmpOptions::broadcast and
    /// the contents of a payload can't be had, and such requests fail with InvalidArgument. While
    /// no proxy answers, a request fails with ProxyUnavailable after its timeout; at once where the
    /// proxy has no address, or wants nothing of us. A proxy that goes leaves what it was pinging
    /// Interrupted.
    ///
    /// Each manager has a session of its own, and keeps to the rate that the proxy grants it. Where
    /// the proxy is on another machine, all managers of a machine share that rate, and with a key
    /// all that have its identity, on whatever machine: several that use it up have requests
    /// refused (ProxyRefused) and should set maximumRate.
    void setProxy(const QString &hostAndPort = QStringLiteral("127.0.0.1:63312"));
    void setProxy(const QIcmpProxy &proxy);

    /// Opens the backend now rather than with the first request. False when none can be had;
    /// lastError() then says why and what to do. Not being open is no lasting state: the next
    /// request tries again.
    bool open();
    /// Why the last open(), explicit or not, failed. NoError when it did not.
    QIcmpError lastError() const;

    /// Pings a host, given by name or as an address in text form (with IPv6 zone, "fe80::1%eth0").
    /// Never null; see QIcmpRequest for who owns it.
    QIcmpRequest *ping(const QString &host, const QIcmpOptions &options = {});
    QIcmpRequest *ping(const QHostAddress &address, const QIcmpOptions &options = {});

    /// The same as a future: for then(), or co_await with QCoro. Canceling the future cancels the
    /// request. When the manager is destroyed, the result is QIcmpError::Code::Canceled.
    QFuture<QIcmpResult> pingAsync(const QString &host, const QIcmpOptions &options = {});
    QFuture<QIcmpResult> pingAsync(const QHostAddress &address, const QIcmpOptions &options = {});

    /// For many requests: no object is made, the manager's own signals tell how it ended.
    QIcmpId submit(const QHostAddress &address, const QIcmpOptions &options = {});

    /// Ends a request with QIcmpError::Code::Canceled, told later. False if \a id names no request
    /// that could still be canceled.
    bool cancel(QIcmpId id);

Q_SIGNALS:
    /// A request has ended, however it was made. Not emitted while batchSignals is on.
    void succeeded(const QIcmpReply &reply);
    void failed(const QIcmpError &error);
    /// Requests have ended; emitted while batchSignals is on, at most once an event loop iteration.
    void finished(const QList<QIcmpResult> &results);

    /// A reply came after its request had failed.
    void lateReply(const QIcmpReply &reply);
    /// A further reply came to a request that had been answered: the network duplicated a packet,
    /// or several hosts answered a broadcast.
    void duplicateReply(const QIcmpReply &reply);

    void activeBackendChanged(QIcmpManager::Backend backend);
    void receiveOverflowsChanged(quint64 overflows);

private:
    friend class QIcmpManagerPrivate;
    explicit QIcmpManager(std::unique_ptr<QIcmpManagerPrivate> dd, QObject *parent);
    std::unique_ptr<QIcmpManagerPrivate> d;
};
