# SPDX-License-Identifier: Apache-2.0
# For the scripts of this folder and .ci/run: packages, the toolchain, and stages with a log each.
# Sourced by bash with `set -euo pipefail`; defines functions and nothing runs.

top=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() {
    printf '==> %s\n' "$*"
}

die() {
    printf '%s: %s\n' "$(basename "$0")" "$*" >&2
    exit 1
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo "$@"
    else
        die "this needs root: run it as root or install sudo"
    fi
}

# As root with our PATH, for what builds; what it made in the checkout is ours afterwards.
build_as_root() {
    local status=0
    as_root env "PATH=$PATH" "$@" || status=$?
    [ "$(id -u)" = 0 ] || as_root chown -R "$(id -u):$(id -g)" "$top"
    return "$status"
}

# Installs those packages of the lists (files with one name a line) that are missing.
install_packages() {
    command -v apt-get >/dev/null || die "this needs Debian 12 (apt-get is missing)"
    local wanted missing
    mapfile -t wanted < <(sort -u "$@")
    mapfile -t missing < <(comm -23 <(printf '%s\n' "${wanted[@]}") <(installed_packages | sort -u))
    if [ "${#missing[@]}" = 0 ]; then
        say "Debian packages: all ${#wanted[@]} are there"
        return
    fi
    say "Debian packages: installing ${missing[*]}"
    as_root apt-get -qq update
    without_services apt-get -qq install --yes --no-install-recommends "${missing[@]}"
    local service
    for service in janus coturn; do
        [[ " ${missing[*]} " != *" $service "* ]] || [ ! -d /run/systemd/system ] ||
            as_root systemctl --quiet disable "$service"
    done
}

# Runs as root what installs packages, and lets none of them start a service.
without_services() {
    local policy=/usr/sbin/policy-rc.d made='' status=0
    if [ ! -e "$policy" ]; then
        printf '#!/bin/sh\nexit 101\n' | as_root tee "$policy" >/dev/null
        as_root chmod +x "$policy"
        made=yes
    fi
    as_root env DEBIAN_FRONTEND=noninteractive "$@" || status=$?
    [ -z "$made" ] || as_root rm -f "$policy"
    return "$status"
}

installed_packages() {
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' | sed -n 's/^installed //p'
}

# Puts the Swift toolchain onto PATH: the one there, else /opt/swift.
find_swift() {
    command -v swift >/dev/null || PATH=/opt/swift/usr/bin:$PATH
    command -v swift >/dev/null ||
        die "no Swift toolchain: install Swift 6.3 (https://www.swift.org/install) to /opt/swift or onto PATH"
    local version
    version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1)
    if [ "$(printf '%s\n' 6.3 "$version" | sort -V | head -n 1)" != 6.3 ]; then
        die "Swift 6.3 or later is needed; $(command -v swift) is ${version:-of an unknown version}"
    fi
    export PATH
}

# --- Stages -------------------------------------------------------------------------------------------------

passed=0
failed=0
logs=$top/artifacts/logs

# stage NAME COUNTER COMMAND...
# Runs the command with its output in a log of its own, prints one line with what it counted and its time, and shows
# the log if it failed. COUNTER says how the log tells the count: one, swift, pytest or plain (see count_*).
stage() {
    local name=$1 counter=$2 status began=$SECONDS counts
    shift 2
    mkdir -p "$logs"
    local log=$logs/${name// /-}.log
    # Not `"$@" || status=$?`: that would switch errexit off inside.
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    status=$?
    set -e
    counts=$("count_$counter" "$log" "$status")
    local here_passed=${counts% *} here_failed=${counts#* }
    # A stage that failed without a failed test, or that passed without a test, has failed by itself.
    if [ "$status" != 0 ] || [ "$here_passed" = 0 ]; then
        [ "$here_failed" != 0 ] || here_failed=1
    fi
    passed=$((passed + here_passed))
    failed=$((failed + here_failed))
    local word=ok
    [ "$here_failed" = 0 ] || word=FAILED
    printf '%-6s  %-28s %4d passed, %d failed  %4d s\n' \
        "$word" "$name" "$here_passed" "$here_failed" "$((SECONDS - began))"
    [ "$here_failed" = 0 ] || show_log "$log"
}

# What a log says of the failure: the lines that tell most, then its end without the tests that began or passed.
show_log() {
    local log=$1 lines
    lines=$(wc -l <"$log")
    printf '%s\n' "--- $log ($lines lines)"
    if [ "$lines" -gt 200 ]; then
        head -n -200 "$log" | grep -aE 'error:|✘|FAILED|Fatal|WARNING: Thread|SUMMARY|^broken' | head -n 60 || true
        printf '%s\n' "--- its end"
    fi
    grep -avE '^(◇|✔) |Test case passing' "$log" | tail -n 120 || true
    printf '%s\n' "---"
}

# Each prints "PASSED FAILED" for a log and an exit code.

count_one() {
    [ "$2" = 0 ] && echo "1 0" || echo "0 1"
}

count_swift() {
    local all bad
    all=$(sed -nE 's/.*Test run with ([0-9]+) tests? .*/\1/p' "$1" | awk '{ sum += $1 } END { print sum + 0 }')
    bad=$(grep -aE '✘ Test .* failed after' "$1" | grep -avcE '✘ Test (run|case) ' || true)
    echo "$((all > bad ? all - bad : 0)) $bad"
}

count_pytest() {
    local last
    last=$(grep -aE '^=+ .* in [0-9.]+s' "$1" | tail -n 1)
    echo "$(number_before passed "$last") $(($(number_before failed "$last") + $(number_before 'errors?' "$last")))"
}

count_plain() {
    local last
    last=$(grep -aE '^[0-9]+ passed, [0-9]+ failed' "$1" | tail -n 1)
    echo "$(number_before passed "$last") $(number_before failed "$last")"
}

number_before() {
    local number
    number=$(sed -nE "s/.*(^|[^0-9])([0-9]+) $1.*/\2/p" <<<"$2")
    echo "${number:-0}"
}

# The closing line; fails if anything did, or if nothing ran.
finish() {
    printf '%d passed, %d failed\n' "$passed" "$failed"
    [ "$failed" = 0 ] && [ "$passed" != 0 ]
}
