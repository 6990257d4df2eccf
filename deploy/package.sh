#!/usr/bin/env bash
# Makes the release in a folder: the server with its libraries, a runtime cut out of the JDK, the cache that makes it
# start fast, documents and deployment files. Needs a JDK 25 and Maven; what it makes needs nothing.
#   deploy/package.sh FOLDER
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="${1:?folder of the release}"

# What the server and its libraries use. jdk.crypto.ec, jdk.charsets and jdk.internal.le (asks for passphrases) are found at run time; desktop is for pictures.
modules=java.base,java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.scripting
modules+=,java.security.jgss,java.security.sasl,java.sql,java.xml,jdk.charsets,jdk.crypto.ec,jdk.management,jdk.net
modules+=,jdk.internal.le,jdk.security.auth,jdk.unsupported,jdk.zipfs

"$root/kocmoc" build
bom="$("$root/kocmoc" bom)"
java_home="$("$root/kocmoc" jdk)"

rm -rf "$out"
mkdir -p "$out"
# Dates stay as they are: the cache below remembers them.
cp -a "$root/server/target/kocmoc.jar" "$root/server/target/lib" "$out/"
cp "$root/deploy/release/kocmoc" "$root/LICENSE" "$root/README.md" "$root/README.ru.md" "$root/CHANGELOG.md" "$out/"
mkdir -p "$out/deploy" "$out/docs"
cp -r "$root"/docs/*.md "$out/docs/"
cp -r "$root"/deploy/{nginx,systemd,pm2,compose,grafana} "$out/deploy/"
cp "$bom" "$out/"

"$java_home/bin/jlink" --add-modules "$modules" --strip-debug --no-header-files --no-man-pages \
    --compress zip-6 --output "$out/runtime"
"$root/deploy/train.sh" "$out/runtime/bin/java" "$out/kocmoc.jar" "$out/kocmoc.aot"
echo "Release in $out: $(du -sh "$out" | cut -f1)"
