// SPDX-FileCopyrightText: 2026 The QIcmp authors
// SPDX-License-Identifier: MIT
#include "metrics/httprequest.h"

namespace qicmp::proxy {
namespace {

constexpr int ok = 200;
constexpr int badRequest = 400;
constexpr int notFound = 404;
constexpr int methodNotAllowed = 405;
constexpr int headTooLarge = 431; // RFC 6585, 5

std::string_view reasonPhrase(int status)
{
    switch (status) {
    case ok:
        return "OK";
    case notFound:
        return "Not Found";
    case methodNotAllowed:
        return "Method Not Allowed";
    case headTooLarge:
        return "Request Header Fields Too Large";
    default:
        return "Bad Request";
    }
}

/// Takes the next word off \a line, which ends at a space or at the end.
std::string_view takeWord(std::string_view &line)
{
    const std::size_t end = line.find(' ');
    const std::string_view word = line.substr(0, end);
    line = end == std::string_view::npos ? std::string_view() : line.substr(end + 1);
    return word;
}

} // namespace

HttpVerdict judgeRequest(std::string_view received)
{
    if (received.find("\r\n\r\n") == std::string_view::npos)
        return {received.size() < maximumRequestSize ? 0 : headTooLarge, false};
    std::string_view line = received.substr(0, received.find("\r\n"));
    const std::string_view method = takeWord(line);
    const std::string_view target = takeWord(line);
    if (method.empty() || target.empty() || (line != "HTTP/1.1" && line != "HTTP/1.0"))
        return {badRequest, false};
    if (method != "GET" && method != "HEAD")
        return {methodNotAllowed, false};
    const bool headOnly = method == "HEAD";
    return {target.substr(0, target.find('?')) == "/metrics" ? ok : notFound, headOnly};
}

std::string httpAnswer(HttpVerdict verdict, const std::string &page)
{
    const std::string phrase(reasonPhrase(verdict.status));
    const std::string &body = verdict.status == ok ? page : phrase + "; try GET /metrics\n";
    std::string answer = "HTTP/1.1 " + std::to_string(verdict.status) + ' ' + phrase + "\r\n";
    if (verdict.status == methodNotAllowed)
        answer += "Allow: GET, HEAD\r\n";
    answer += verdict.status == ok ? "Content-Type: text/plain; version=0.0.4; charset=utf-8\r\n"
                                   : "Content-Type: text/plain; charset=utf-8\r\n";
    answer += "Content-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n";
    if (!verdict.headOnly)
        answer += body;
    return answer;
}

} // namespace qicmp::proxy
