// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qloggingcategory.h>

namespace qicmp {

Q_DECLARE_LOGGING_CATEGORY(lcManager)   ///< qicmp.manager
Q_DECLARE_LOGGING_CATEGORY(lcTransport) ///< qicmp.transport

} // namespace qicmp
