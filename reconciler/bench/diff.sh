#!/bin/sh
# One look at a fleet: ./reconciler/bench/diff.sh [MACHINES]. Builds nothing; run ./bringup before.
set -eu
cd "$(dirname "$0")/.."
jdk=$(ls -d "${JAVA_HOME:-/nowhere}" /usr/lib/jvm/*25* 2>/dev/null | head -n 1)
exec "$jdk/bin/java" -XX:+UseSerialGC -cp "target/classes" bench/DiffBench.java "$@"
