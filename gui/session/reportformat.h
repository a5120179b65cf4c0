// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "reportresult.h"

#include <QByteArray>

namespace qicmp::monitor {

/// The report as one JSON object; its names are a contract with the programs that read it. Counts
/// are integers, times milliseconds, and what was not measured is null.
QByteArray reportAsJson(const ReportResult &result);

/// The report as CSV (RFC 4180, but lines end as Unix has it): a header, one line a host, times in
/// milliseconds. What was not measured is an empty field.
QByteArray reportAsCsv(const ReportResult &result);

/// Which columns a table for people has.
enum class TableKind {
    Final, ///< what came of it
    Live,  ///< the latest outcome as well
};

/// The report as an aligned table, a header line and one a host; times in milliseconds.
QStringList reportAsTable(const ReportResult &result, TableKind kind);

} // namespace qicmp::monitor
