// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include <QCoreApplication>
#include <QDebug>
#include <QIcmpManager>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    QIcmpManager manager;
    auto *ping = manager.ping(QStringLiteral("127.0.0.1"));
    QObject::connect(ping, &QIcmpRequest::succeeded,
                     [](auto &reply) { qInfo() << reply.roundTripTime().count() / 1000 << "µs"; });
    QObject::connect(ping, &QIcmpRequest::failed, [](auto &error) { qInfo() << error.message(); });
    QObject::connect(ping, &QIcmpRequest::finished, &app, &QCoreApplication::quit);
    return app.exec();
}
