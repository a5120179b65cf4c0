// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qglobal.h>

/// Marks what the shared library exports. Define QICMP_STATIC where the sources are compiled in or
/// linked statically; QICMP_BUILD_LIBRARY belongs to the build of the library itself.
#if defined(QICMP_STATIC)
#define QICMP_EXPORT
#elif defined(QICMP_BUILD_LIBRARY)
#define QICMP_EXPORT Q_DECL_EXPORT
#else
#define QICMP_EXPORT Q_DECL_IMPORT
#endif

/// Names a request of a QIcmpManager for as long as the manager lives; 0 names none. Numbers are
/// not used twice.
using QIcmpId = quint64;
