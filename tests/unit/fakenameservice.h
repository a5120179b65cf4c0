// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

/// Stands in for the system's resolver in a program that is linked with it: no question leaves the
/// machine.
///
/// "localhost" is left to the system, which reads its hosts file. "good" and "good.N" have the
/// addresses 192.0.2.7 and 2001:db8::7 at once, of which it tells the first one of the family that
/// was asked for; "both" has them the other way round and tells both. "hang.N" has none, and nobody
/// is told before release() is called. Any other name is unknown at once.
namespace fakenameservice {

void holdBack();                      ///< from now on "hang.N" hangs; it does so at first
void release();                       ///< answers those that hang, and whoever asks hereafter
int hanging();                        ///< how many questions hang now
std::vector<std::string> takeAsked(); ///< the names asked for since it was called last

} // namespace fakenameservice
