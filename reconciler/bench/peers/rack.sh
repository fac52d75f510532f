#!/bin/bash
# A state repository in folder $1 with $2 machines: `macs` are those of hosts.sh, `names` are those
# of dns_bench.sh. The peers get the same from their own files.
set -eu
folder=$1 machines=$2
rm -rf "$folder"
mkdir -p "$folder"
{
    cat <<Y
apiVersion: bringup.dev/v1
kind: Cluster
metadata: {name: peers}
spec:
  kubernetes: {version: 1.36.2, bootstrap: external, endpoint: k8s.rb.test:6443}
  network:
    cidr: 10.77.0.0/16
    gateway: 10.77.0.1
    nameservers: [10.77.0.1]
    domain: rb.test
    pool: 10.77.64.0-10.77.255.250
  ssh: {user: ops}
---
apiVersion: bringup.dev/v1
kind: Image
metadata: {name: debian}
spec:
  disk:
    url: debian.raw.zst
    sha256: f3b7e9e2f2a1c0d96a3d1b6f3c2a5d8e9b0f4a7c6d5e8f1a2b3c4d5e7c1c31b5
    format: raw.zst
---
apiVersion: bringup.dev/v1
kind: Profile
metadata: {name: worker}
spec:
  image: debian
  payload: {cloudInit: worker.yaml.j2}
Y
    [ "$machines" -eq 0 ] || bash "$BENCH/hosts.sh" "$machines" '---
apiVersion: bringup.dev/v1
kind: Machine
metadata: {name: h%d}
spec: {macAddress: "%s", ipAddress: %s, profile: worker, power: [{wol: {}}]}
'
} > "$folder/rack.yaml"
printf '#cloud-config\nhostname: {{ machine.name }}\n' > "$folder/worker.yaml.j2"
git -C "$folder" init -q -b main
git -C "$folder" add .
git -C "$folder" -c user.name=bench -c user.email=bench@localhost commit -q -m rack
