#!/usr/bin/env bash
# Starts the server once in a folder of its own, asks it for what everybody asks first, stops it, and keeps what the JVM
# has learnt: classes read and linked, profiles of hot methods. A cache belongs to one JVM and one set of jars.
#   deploy/train.sh JAVA JAR CACHE
set -euo pipefail

java="${1:?java}" jar="${2:?jar}" cache="${3:?cache}"
folder="$(mktemp -d)"
# PostgreSQL may run as another user than this one.
chmod 711 "$folder"
pid=""
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null || true; rm -rf "$folder"' EXIT

port=$((20000 + RANDOM % 20000))
password="$(head -c 16 /dev/urandom | base64)"

# Starts the server with options for the JVM, and waits until it is ready.
start() {
    : >"$folder/log"
    (
        cd "$folder"
        # Nothing of this shell's settings, and nobody from outside.
        exec env -i PATH="$PATH" PORT=$port KOCMOC_HOST=127.0.0.1 ADMIN_PASSWORD="$password" \
            "$java" -XX:+UseCompactObjectHeaders "$@" -jar "$jar" start
    ) >"$folder/log" 2>&1 &
    pid=$!
    for _ in $(seq 600); do
        if grep -q "Kocmoc is ready" "$folder/log"; then return; fi
        if ! kill -0 "$pid" 2>/dev/null; then
            cat "$folder/log" >&2
            exit 1
        fi
        sleep 0.2
    done
}

stop() {
    kill -TERM "$pid"
    wait "$pid" || true
    pid=""
}

ask() {
    exec 3<>"/dev/tcp/127.0.0.1/$port"
    printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$1" >&3
    cat <&3 >/dev/null
    exec 3<&-
}

# The very first start unpacks PostgreSQL, makes the data and hashes a password. What that makes hot is not what later
# starts need, and their JVM would compile it beside them.
start
stop

start -XX:AOTCacheOutput="$cache.new" -Xlog:aot=error -Xlog:cds=error
for path in / /health/ready /api/chats /metrics; do ask "$path" || true; done
stop
# The JVM writes the cache after it has stopped serving.
for _ in $(seq 300); do
    if [ -s "$cache.new" ]; then break; fi
    sleep 0.2
done
# A start in an empty folder needs classes that this one did not: what does not serve it as well is no cache.
rm -rf "$folder/data"
start -XX:AOTCache="$cache.new"
stop
mv "$cache.new" "$cache"
