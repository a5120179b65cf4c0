#!/bin/sh
# SPDX-FileCopyrightText: 2026 The QIcmp authors
# SPDX-License-Identifier: MIT
#
# From a bare Debian 12 to a running monitor, or to tested code: see `sh resources/run.sh --help`.
# POSIX sh, because nothing else is promised to be there.
set -eu

# ---- The Debian packages, one a line with its reason -------------------------------------------

# To build everything and to run the monitor.
buildPackages='
    g++                   # the compiler (C++20)
    cmake                 # configures the build (3.25, presets)
    ninja-build           # runs the build
    qt6-base-dev          # Qt 6.4 Core, Network, Widgets, Test; brings the X11 and offscreen plugins
    qt6-wayland           # opens the window on a Wayland session that has no X server
    pkgconf               # finds the next three
    libcap-ng-dev         # icmp-proxy drops its capabilities
    libseccomp-dev        # icmp-proxy leaves itself only the system calls it needs
    prometheus-cpp-dev    # icmp-proxy writes metrics
'

# On top of these, to build and run every test.
testPackages='
    iproute2              # ip: the namespaces and veth pairs of the net tests
    iputils-ping          # the reference ping that our round-trip times are compared with
    tcpdump               # the packet capture that our round-trip times are compared with
    fping                 # the peer that our cost of a ping is compared with
    util-linux            # unshare, setpriv: tests without privilege, in namespaces of their own
    xvfb                  # an X server without a screen, for the test of the real window
    xauth                 # xvfb-run will not start without it
    qcoro-qt6-dev         # co_await on pingAsync()
    systemd               # systemd-analyze: what the units of icmp-proxy leave open
    mandoc                # mistakes in man pages
    python3               # the scripts of tests/style
    git                   # lists the files that belong to the project
    clang-format-14       # the layout of the sources
    clang-tidy-14         # static analysis
    clazy                 # static analysis of how Qt is used
    codespell             # misspelt words
    reuse                 # every file names its licence
    shellcheck            # mistakes in this script
'

# ---- What the user sees ------------------------------------------------------------------------

usage() {
    cat <<'TEXT'
Usage: sh resources/run.sh COMMAND

  monitor [HOST...]     install what is missing, build, and open the latency monitor
                        (hosts: 127.0.0.1 and ::1 unless named). Without a display the
                        report runs live in the terminal instead, until Ctrl-C.
  tests [CTEST-ARG...]  install what is missing, build, and run every test
  bench [OPTION...]     install what is missing, build, and measure what a ping costs (as root;
                        some twelve minutes; options: --rounds N, --only NAME, --json FILE)
  build                 install what is missing and build; what monitor does first

Debian 12; as root, or as a user with sudo if packages are missing. Everything is built in
build/ of this checkout or, if that may not be written, below ~/.cache/qicmp.
TEXT
}

say() { printf '%s\n' "$*" >&2; }

fail() {
    say "run.sh: $*"
    exit 1
}

# ---- Packages ----------------------------------------------------------------------------------

# The names of a list, without the reasons.
names() { printf '%s\n' "$1" | sed 's/#.*//' | xargs; }

# Those of the given packages that are not installed.
missing() {
    for package; do
        # One word for each architecture the package is known for.
        case " $(dpkg-query --show --showformat='${db:Status-Status} ' "$package" 2>/dev/null)" in
            *' installed '*) ;;
            *) printf '%s ' "$package" ;;
        esac
    done
}

# Installs what is missing of the given packages; asks no registry when nothing is.
install() {
    command -v dpkg-query >/dev/null ||
        fail "this is not a Debian system (no dpkg-query). Install the equivalents of: $*;" \
            "then: cmake --preset release && cmake --build --preset release"
    wanted=$(missing "$@")
    [ -n "$wanted" ] || return 0
    byHand="apt-get update && apt-get install --no-install-recommends ${wanted% }"

    asRoot=
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null ||
            fail "packages are missing, and you are neither root nor is sudo there." \
                "As root run: $byHand"
        asRoot=sudo
    fi
    say "Installing: $wanted"
    # A registry that is out of reach may still leave usable lists: the installation decides.
    $asRoot apt-get --quiet update >&2 || say "run.sh: apt-get update failed; going on with the lists at hand"
    # shellcheck disable=SC2086 # one word a package
    $asRoot env DEBIAN_FRONTEND=noninteractive \
        apt-get --quiet --yes --no-install-recommends install $wanted </dev/null >&2 ||
        fail "packages could not be installed. As root run: $byHand"
}

# ---- Build -------------------------------------------------------------------------------------

# Where a preset is built: in the checkout, or in the user's cache when that belongs to another.
buildFolder() {
    folder=$root/build/$1
    if ! mkdir -p "$folder" 2>/dev/null || [ ! -w "$folder" ] ||
        { [ -e "$folder/CMakeCache.txt" ] && [ ! -w "$folder/CMakeCache.txt" ]; }; then
        checkout=$(printf '%s' "$root" | cksum | cut -d ' ' -f 1)
        folder=${XDG_CACHE_HOME:-${HOME:-/tmp}/.cache}/qicmp/$checkout/$1
        mkdir -p "$folder" || fail "neither $root/build nor $folder can be written"
    fi
    printf '%s\n' "$folder"
}

# What root built in somebody's checkout stays theirs to build on.
handBack() {
    if [ "$(id -u)" -eq 0 ] && [ -d "$root/build" ]; then
        chown -R -h --reference="$root" "$root/build"
    fi
}

# build PRESET TARGET: configures and builds; sets $folder.
build() {
    folder=$(buildFolder "$1")
    trap handBack EXIT
    (
        cd "$root"
        cmake --log-level=NOTICE --preset "$1" -B "$folder" >&2
        cmake --build "$folder" --target "$2" >&2
    ) || fail "the build failed; what went wrong stands above"
}

# ---- Monitor -----------------------------------------------------------------------------------

# Whether something listens where DISPLAY or WAYLAND_DISPLAY points.
haveDisplay() {
    case ${WAYLAND_DISPLAY:-} in
        '') ;;
        /*) [ -S "$WAYLAND_DISPLAY" ] && return 0 ;;
        *) [ -S "${XDG_RUNTIME_DIR:-/run/user/$(id -u)}/$WAYLAND_DISPLAY" ] && return 0 ;;
    esac
    case ${DISPLAY:-} in
        '') return 1 ;;
        :* | unix:*)
            screen=${DISPLAY#*:}
            socket=/tmp/.X11-unix/X${screen%%.*}
            [ -S "$socket" ] || grep -qs "@$socket\$" /proc/net/unix
            ;;
        *) return 0 ;; # on another machine, or forwarded by ssh: Qt finds out
    esac
}

report() {
    say "no display: live report in the terminal (Ctrl-C ends it)"
    handBack
    exec "$program" --report 0 "$@"
}

monitor() {
    [ $# -gt 0 ] || set -- 127.0.0.1 ::1
    # shellcheck disable=SC2046 # one word a package
    install $(names "$buildPackages")
    build release icmp-monitor
    program=$folder/gui/icmp-monitor
    haveDisplay || report "$@"

    started=$(date +%s)
    status=0
    "$program" "$@" || status=$?
    # Qt aborts (134) when the display will not have us, for example for want of its cookie.
    if [ "$status" -eq 134 ] && [ $(($(date +%s) - started)) -lt 5 ]; then
        report "$@"
    fi
    exit "$status"
}

# ---- Tests -------------------------------------------------------------------------------------

tests() {
    # shellcheck disable=SC2046 # one word a package
    install $(names "$buildPackages") $(names "$testPackages")
    build tests all
    status=0
    ctest --test-dir "$folder" --output-on-failure --no-tests=error --parallel 2 \
        --output-log "$folder/ctest.log" "$@" || status=$?
    # The verdict last, where a reader and a pipe look for it.
    grep ' tests passed, ' "$folder/ctest.log" | tail -n 1
    exit "$status"
}

# ---- Benchmark ---------------------------------------------------------------------------------

bench() {
    # shellcheck disable=SC2046 # one word a package
    install $(names "$buildPackages") $(names "$testPackages")
    build bench qicmp-bench
    handBack
    exec "$folder/tests/bench/qicmp-bench" "$@"
}

# ------------------------------------------------------------------------------------------------

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

command=${1:-}
[ $# -eq 0 ] || shift
case $command in
    monitor | tests | bench) "$command" "$@" ;;
    build)
        # shellcheck disable=SC2046 # one word a package
        install $(names "$buildPackages")
        build release all
        ;;
    -h | --help | help) usage ;;
    *)
        usage >&2
        exit 2
        ;;
esac
