#!/bin/bash
# Our servers beside others on this host: BENCH=FOLDER reconciler/bench/peers.sh [PART...]
# Parts: dhcp reserved attack tftp http dns; all of them without an argument, some ten minutes.
#
# BENCH is a copy of the side-by-side benches with their tools built, as their README says: two
# network namespaces joined by a cable, the server on processor 0, the load on processor 1. Needs
# root, ./bringup built, and a quiet host: distrust rows whose foreign_pct is above 5.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
: "${BENCH:?set BENCH to a copy of the benches}"
export BENCH BRINGUP="${BRINGUP:-$(cd "$here/../.." && pwd)}"
export JAVA25="${JAVA25:-$(ls -d /usr/lib/jvm/*25* | head -n 1)}"
export RUNS="${RUNS:-1}" RESULTS="${RESULTS:-$BENCH/results}" WARM="${WARM:-5}"
[ -f "$BRINGUP/reconciler/target/bringup.jar" ] || { echo "build first: ./bringup version"; exit 2; }
mkdir -p "$RESULTS"
cp "$here/peers/rack.sh" "$BENCH/contenders/rack.sh"
for kind in dhcp tftp http dns; do cp "$here/peers/ours.sh" "$BENCH/contenders/$kind/ours.sh"; done

part() { # part NAME SCRIPT [SETTING...] -- CONTENDER...: the rows of one bench as a table
    name=$1 script=$2
    shift 2
    settings=()
    while [ "$1" != -- ]; do
        settings+=("$1")
        shift
    done
    shift
    rm -f "$RESULTS/$name.tsv"
    env "${settings[@]}" OUT="$RESULTS/$name.tsv" SETTLE="${SETTLE:-8}" bash "$BENCH/$script" "$@" > /dev/null
    echo "### $name"
    echo
    awk -F '\t' '{ line = "|"; rule = "|"
        for (i = 1; i <= NF; i++) { line = line " " $i " |"; rule = rule "---|" }
        print line; if (NR == 1) print rule }' "$RESULTS/$name.tsv"
    echo
}

[ $# -gt 0 ] || set -- dhcp reserved attack tftp http dns
for wanted in "$@"; do
    case $wanted in
        dhcp) part dhcp dhcp_bench.sh -- ours kea dnsmasq ;;
        reserved) part reserved dhcp_bench.sh HOSTS=1000 -- ours kea ;;
        attack) part attack dhcp_attack.sh HOSTS=1000 -- ours kea ;;
        tftp)
            part tftp tftp_bench.sh CASES="f100m.bin 1468 1 1 1 0 0
f100m.bin 1468 16 1 1 0 0
f100m.bin 1468 64 1 1 0 0
f10m.bin 1468 16 1 1 0 1000
f1m.bin 1468 1 64 256 0 0
f1m.bin 1468 16 64 256 0 0" -- ours atftpd tftpd-hpa ;;
        http)
            part http-ours http_bench.sh PORT=8081/assets -- ours
            part http-nginx http_bench.sh -- nginx
            ;;
        dns) part dns dns_bench.sh RECORDS=1000 -- ours unbound ;;
        *) echo "there is no part $wanted" >&2; exit 2 ;;
    esac
done
