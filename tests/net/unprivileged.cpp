// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "unprivileged.h"

#include <QtGlobal>

#include <grp.h>
#include <unistd.h>

namespace qicmp::support {
namespace {

constexpr unsigned nobody = 65534;

} // namespace

UnprivilegedScope::UnprivilegedScope(bool active) : m_active(active)
{
    if (!m_active)
        return;
    // Leaving uid 0 takes the effective capabilities along (capabilities(7)).
    if (setgroups(0, nullptr) != 0 || setegid(nobody) != 0 || seteuid(nobody) != 0)
        qFatal("can't act as nobody: run this test as root");
}

UnprivilegedScope::~UnprivilegedScope()
{
    if (m_active && (seteuid(0) != 0 || setegid(0) != 0))
        qFatal("can't act as root again");
}

} // namespace qicmp::support
