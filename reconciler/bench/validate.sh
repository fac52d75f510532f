#!/bin/sh
# Validates a repository with a file for each of N machines, as an operator would, and fails when
# that takes five seconds or more: ./reconciler/bench/validate.sh [MACHINES]
set -eu
cd "$(dirname "$0")/../.."
machines=${1:-10000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

./bringup init "$folder/rack" --yes --cidr 10.0.0.0/8 --gateway 10.255.0.254 --ip 10.255.0.1 > /dev/null
awk -v n="$machines" -v to="$folder/rack/machines" 'BEGIN {
    for (i = 1; i < n; i++) {
        file = sprintf("%s/m%05d.yaml", to, i)
        printf "apiVersion: bringup.dev/v1\nkind: Machine\nmetadata:\n  name: m%05d\nspec:\n", i > file
        printf "  macAddress: 52:54:01:%02x:%02x:%02x\n", i / 65536, i / 256 % 256, i % 256 > file
        printf "  ipAddress: 10.%d.%d.%d\n", i / 65536, i / 256 % 256, i % 256 > file
        printf "  profile: worker\n  location: {rack: r%d}\n", i / 40 > file
        printf "  power:\n    - wol: {}\n    - ssh: {}\n" > file
        close(file)
    }
}'
# Once without the clock: the launcher keeps what it learns at its first start.
./bringup validate examples/lab > /dev/null
from=$(date +%s%N)
./bringup validate "$folder/rack"
took=$((($(date +%s%N) - from) / 1000000))
printf 'validated %d machine files in %d ms, %d processors\n' "$machines" "$took" "$(nproc)"
[ "$took" -lt 5000 ]
