// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

namespace qicmp::support {

/// While it lives, this process acts as nobody (uid and gid 65534) without groups and effective
/// capabilities: as an ordinary user's program would. For tests that run as root.
class UnprivilegedScope
{
public:
    explicit UnprivilegedScope(bool active = true);
    ~UnprivilegedScope();
    UnprivilegedScope(const UnprivilegedScope &) = delete;
    UnprivilegedScope &operator=(const UnprivilegedScope &) = delete;

private:
    bool m_active;
};

} // namespace qicmp::support
