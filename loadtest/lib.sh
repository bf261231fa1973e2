# SPDX-License-Identifier: Apache-2.0
# For the scripts of this folder: a network namespace, and in it a server that is measured and the generator.
# Sourced by bash with `set -euo pipefail`; defines functions and nothing runs.

. "$(dirname "${BASH_SOURCE[0]}")/../deploy/lib.sh"

# The comment that the script begins with, for --help.
usage() {
    sed -n '3,/^[^#]/s/^# \{0,1\}//p' "$top/loadtest/$(basename "$0")"
}

namespace=
server=
workspace=
server_cores=
generator_cores=
# Of the veth pair. Its names must not begin with `veth`: libnice leaves such interfaces out, as it does loopback.
media_address=10.77.0.1

# Builds the release of both programs, and sets bin.
build_release() {
    find_swift
    swift build --quiet --configuration release --product longwave
    swift build --quiet --configuration release --product longwave-load
    bin=$(swift build --configuration release --show-bin-path)
}

# Makes a namespace with loopback and a veth pair, and sees to it that everything goes at the end, also on an error
# or Ctrl-C.
make_namespace() {
    [ "$(id -u)" = 0 ] || die "this makes a network namespace: run it as root"
    trap clean_up EXIT
    trap 'exit 130' INT
    trap 'exit 143' TERM
    workspace=$(mktemp -d)
    local name=lw-load-$$
    ip netns add "$name"
    namespace=$name
    ip -n "$namespace" link set lo up
    ip -n "$namespace" link add lwload0 type veth peer name lwload1
    ip -n "$namespace" address add "$media_address/24" dev lwload0
    ip -n "$namespace" link set lwload0 up
    ip -n "$namespace" link set lwload1 up
}

clean_up() {
    trap - EXIT INT TERM
    stop_server
    [ -z "$namespace" ] || ip netns delete "$namespace"
    [ -z "$workspace" ] || rm -rf "$workspace"
}

# on_cores CORES COMMAND...: in the namespace, and on these cores if there are any.
on_cores() {
    local cores=$1
    shift
    exec ip netns exec "$namespace" ${cores:+taskset --cpu-list "$cores"} "$@"
}

# How many cores a list such as 0-2,5 names; all of the machine's if it is empty.
count_cores() {
    if [ -n "$1" ]; then taskset --cpu-list "$1" nproc; else nproc; fi
}

# start_longwave ARGUMENTS...: with one worker for each core.
start_longwave() {
    local log=$workspace/longwave.log
    on_cores "$server_cores" "$bin/longwave" serve --media-host "$media_address" \
        --workers "$(count_cores "$server_cores")" "$@" >"$log" 2>&1 &
    server=$!
    wait_for_port 8080 "$log"
}

# Janus with the VideoRoom plugin alone, and as many event loops as cores: its own settings file advises to provision
# them by the CPUs there are.
start_janus() {
    local log=$workspace/janus.log folder=$workspace/janus
    mkdir -p "$folder"
    cat >"$folder/janus.jcfg" <<CONFIGURATION
general: {
    debug_level = 2
    event_loops = $(count_cores "$server_cores")
}
nat: {
    ice_enforce_list = "lwload0"
}
plugins: {
    disable = "$(janus_others plugins videoroom)"
}
transports: {
    disable = "$(janus_others transports http)"
}
events: {
    broadcast = false
}
CONFIGURATION
    cat >"$folder/janus.transport.http.jcfg" <<CONFIGURATION
general: {
    json = "plain"
    base_path = "/janus"
    http = true
    port = 8088
    https = false
}
CONFIGURATION
    echo 'general: {}' >"$folder/janus.plugin.videoroom.jcfg"
    on_cores "$server_cores" janus --configs-folder="$folder" >"$log" 2>&1 &
    server=$!
    wait_for_port 8088 "$log"
}

# The files of Debian's Janus beside the one that is wanted.
janus_others() {
    dpkg-query --listfiles janus | sed -n "s|.*/janus/$1/\(libjanus_.*\.so\)$|\1|p" | grep -v "_$2\.so" | paste -sd,
}

wait_for_port() {
    local port=$1 log=$2
    for _ in $(seq 100); do
        kill -0 "$server" 2>/dev/null || die "the server did not start: $(tail -n 20 "$log")"
        ! ip netns exec "$namespace" bash -c ": </dev/tcp/127.0.0.1/$port" 2>/dev/null || return 0
        sleep 0.1
    done
    die "the server did not listen within 10 s: $(tail -n 20 "$log")"
}

stop_server() {
    [ -n "$server" ] || return 0
    kill -TERM "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=
}

# generate ARGUMENTS...: longwave-load on its cores, in the namespace.
generate() {
    (on_cores "$generator_cores" "$bin/longwave-load" "$@" --server-pid "$server" --local-address "$media_address")
}

# The arguments that tell the generator where the server of a kind is: longwave or janus.
target_of() {
    case $1 in
        longwave) echo --peer whip --url http://127.0.0.1:8080 ;;
        janus) echo --peer janus --url http://127.0.0.1:8088 ;;
        *) die "a server is longwave or janus, not $1" ;;
    esac
}
