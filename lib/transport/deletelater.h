// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <QtCore/qobject.h>

#include <memory>

namespace qicmp {

struct DeleteLater
{
    void operator()(QObject *object) const { object->deleteLater(); }
};

/// For a notifier or timer whose owner may be destroyed by what its signal sets off.
template <typename T>
using LateDeleted = std::unique_ptr<T, DeleteLater>;

} // namespace qicmp
