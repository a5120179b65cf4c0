// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace qicmp::proxy {

/// The longest head of an HTTP request that is read. Prometheus sends some 300 bytes.
inline constexpr std::size_t maximumRequestSize = 4096;

/// What to answer to the bytes of a connection so far.
struct HttpVerdict
{
    int status = 0;        ///< 0: wait for more; 200: the page; else an error (RFC 9110, 15)
    bool headOnly = false; ///< the client asked for no body
};

/// Judges the head of an HTTP/1 request (RFC 9112, 2 and 3): GET or HEAD of /metrics is all there
/// is. Header fields do not matter and are not looked at; a body is not read.
HttpVerdict judgeRequest(std::string_view received);

/// The whole answer, after which the connection is closed. With status 200 \a page is the body;
/// errors have one of their own.
std::string httpAnswer(HttpVerdict verdict, const std::string &page);

} // namespace qicmp::proxy
