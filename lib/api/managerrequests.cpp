// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "qicmpmanager_p.h"

#include "addressconversion_p.h"
#include "optionsdata_p.h"

#include <QtCore/qcoreapplication.h>

// How requests get from the API into the engine.
using namespace qicmp;

namespace {

QString tr(const char *text)
{
    return QCoreApplication::translate("QIcmpManager", text);
}

} // namespace

QIcmpId QIcmpManagerPrivate::start(const Target &target, const QIcmpOptions &options,
                                   RequestOwner *owner, bool observed)
{
    Objection objection;
    RequestSpec spec;
    spec.options = optionsIndex(options, objection);
    spec.context = options.context();
    spec.observed = observed;
    const QHostAddress address =
            target.address.isNull() ? HostResolver::literal(target.name) : target.address;
    const bool isName = address.isNull() && !target.name.isEmpty();
    IpAddress known;
    if (!objection && !isName) {
        known = fromHostAddress(address);
        objection = checkTarget(known, known.isNull() ? address.toString() : QString(),
                                m_engine.options()[spec.options]);
    }
    if (owner || objection || !target.name.isEmpty())
        spec.owner = m_owners.add({owner, observed, target.name, objection.message});
    if (!objection)
        spec.target = known;

    const QIcmpId id = m_engine.add(spec);
    if (objection) {
        m_engine.fail(id, {.code = objection.code});
    } else if (isName) {
        m_resolver.resolve(target.name, options.protocol(),
                           [this, id, name = target.name](const HostResolver::Answer &answer) {
                               resolved(id, name, answer);
                           });
    }
    wake();
    return id;
}

void QIcmpManagerPrivate::resolved(QIcmpId id, const QString &name,
                                   const HostResolver::Answer &answer)
{
    const EchoOptions *options = m_engine.optionsOf(id);
    if (!options)
        return; // canceled meanwhile
    const std::uint32_t number = m_engine.ownerOf(id);
    Objection objection;
    if (answer.address.isNull()) {
        objection.code = FailureCode::HostNotFound;
        objection.message = tr("%1 has no address: %2.").arg(name, answer.error);
    } else {
        const IpAddress target = fromHostAddress(answer.address);
        objection = checkTarget(target, name, *options);
        if (!objection)
            m_engine.launch(id, target);
    }
    if (objection) {
        m_owners[number].message = objection.message;
        m_engine.fail(id, {.code = objection.code});
    }
    wake();
    if (RequestOwner *owner = m_owners[number].owner; owner && !objection)
        owner->addressKnown(answer.address);
}

std::uint32_t QIcmpManagerPrivate::optionsIndex(const QIcmpOptions &options, Objection &objection)
{
    if (!m_cachedOptions || !QIcmpOptionsData::sameEcho(QIcmpOptionsData::of(*m_cachedOptions),
                                                        QIcmpOptionsData::of(options))) {
        EchoOptions resolved;
        objection = resolveOptions(options, m_defaults, resolved);
        const std::uint32_t index = m_engine.options().acquire(resolved);
        // An interface's number may be another's tomorrow, so these are looked up each time.
        if (objection || !options.networkInterface().isEmpty())
            return index;
        forgetCachedOptions();
        m_cachedOptions = options;
        m_cachedIndex = index;
    }
    m_engine.options().retain(m_cachedIndex);
    return m_cachedIndex;
}

void QIcmpManagerPrivate::forgetCachedOptions()
{
    if (m_cachedOptions)
        m_engine.options().release(m_cachedIndex);
    m_cachedOptions.reset();
}

bool QIcmpManagerPrivate::cancel(QIcmpId id)
{
    const bool canceled = m_engine.cancel(id);
    if (canceled)
        wake();
    return canceled;
}

void QIcmpManagerPrivate::detach(QIcmpId id)
{
    if (const std::uint32_t number = m_engine.ownerOf(id); number != 0) {
        m_owners[number].owner = nullptr;
        m_owners[number].silenced = !m_owners[number].told;
    }
    if (m_engine.cancel(id, true))
        wake();
}
