// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include "qicmperror.h"
#include "qicmpreply.h"

#include <variant>

/// How a request ended: with a reply or with an error.
using QIcmpResult = std::variant<QIcmpReply, QIcmpError>;

Q_DECLARE_METATYPE(QIcmpResult)
