#!/usr/bin/env bash
# Restarts the servers of ecosystem.config.cjs one after the other, each only when the one before answers again.
set -euo pipefail

servers="${KOCMOC_SERVERS:-1}"
port="${PORT:-3000}"
patience="${KOCMOC_PATIENCE:-60}"
# A second more than fail_timeout of deploy/nginx: so long nginx passes over a server that has refused, though it is ready
# again. Stopped earlier, the next one would leave nobody to answer.
rest="${KOCMOC_REST:-6}"

ready() { curl -fs --max-time 2 -o /dev/null "http://127.0.0.1:$1/health/ready"; }

for i in $(seq "$servers"); do
    name="kocmoc"
    [ "$servers" -eq 1 ] || name="kocmoc-$i"
    at=$((port + i - 1))
    echo "Restarting $name (port $at) …"
    pm2 restart "$name" --silent
    for second in $(seq "$patience"); do
        if ready "$at"; then
            echo "  ready after $second s"
            [ "$i" -eq "$servers" ] || sleep "$rest"
            continue 2
        fi
        sleep 1
    done
    echo "$name is not ready after $patience s: the others go on as they are. See: pm2 logs $name" >&2
    exit 1
done
