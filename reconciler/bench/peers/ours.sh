#!/bin/bash
# Becomes contenders/{dhcp,tftp,http,dns}/ours.sh: the whole daemon as an operator runs it, with all
# its servers, whatever the row measures. Its cluster does not answer, so no machine is touched.
# Given by the harness: BENCH SRV_IP ROOT WORK, and HOSTS or RECORDS; by us: BRINGUP (a clone that
# was built), JAVA25.
set -eu
d=$WORK/ours
rm -rf "$d"
mkdir -p "$d/data"
machines=${HOSTS:-0}
[ "$machines" -gt 0 ] || machines=${RECORDS:-0}
bash "$BENCH/contenders/rack.sh" "$d/rack" "$machines"
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=none \
    -keyout "$d/ca.key" -out "$d/ca.crt" 2> /dev/null
cat > "$d/kubeconfig" <<Y
apiVersion: v1
kind: Config
clusters: [{name: none, cluster: {server: "https://127.0.0.1:1", certificate-authority: $d/ca.crt}}]
contexts: [{name: none, context: {cluster: none, user: none}}]
users: [{name: none, user: {}}]
current-context: none
Y
aot=$(ls "$BRINGUP"/reconciler/target/launch/*-long.aot 2> /dev/null | head -n 1)
cd "$d"
# shellcheck disable=SC2086
# As the launcher does it.
[ "$(nproc)" -gt 1 ] || one=-XX:TieredStopAtLevel=1
exec "$JAVA25/bin/java" ${OURS_JAVA:--XX:+UseSerialGC ${one:-}} --enable-native-access=ALL-UNNAMED \
    -Xlog:disable -Xlog:all=warning,aot*=off,cds*=off:stderr ${aot:+-XX:AOTCache=$aot} \
    -cp "$BRINGUP/reconciler/target/bringup.jar" dev.bringup.app.Main run \
    --repo "$d/rack" --data-dir "$d/data" --kubeconfig "$d/kubeconfig" --interface rb-s \
    --address "$SRV_IP" --boot-files "$ROOT" --assets "$ROOT" --http-port 8081 --dns-port 53 \
    --no-router-advertisements
