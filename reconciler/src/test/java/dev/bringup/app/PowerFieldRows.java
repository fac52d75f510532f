package dev.bringup.app;

import static dev.bringup.app.FieldRows.planned;
import static dev.bringup.app.FieldRows.row;
import static dev.bringup.app.FieldRows.told;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of what switches power: ladders, BMCs and outlets.
final class PowerFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Machine power[].wol.broadcast",
                            "machines/m1.yaml",
                            "broadcast: 10.0.255.255",
                            "broadcast: 10.0.0.255",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.port",
                            "machines/m1.yaml",
                            "port: 7",
                            "port: 9",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.interface",
                            "machines/m1.yaml",
                            "interface: eth1",
                            "interface: eth2",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.secureOn.secret.env",
                            "machines/m1.yaml",
                            "env: W1",
                            "env: W9",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.secureOn.secret.file",
                            "machines/m1.yaml",
                            "env: W1",
                            "file: w1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.secureOn.secret.sops",
                            "machines/m1.yaml",
                            "env: W1",
                            "sops: secrets/b.yaml#b1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].wol.secureOn.secret.kubernetes",
                            "machines/m1.yaml",
                            "env: W1",
                            "kubernetes: ops/wol/w1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].ipmi.bmc",
                            "machines/m1.yaml",
                            "bmc: b1",
                            "bmc: b2",
                            planned("LIVE power")),
                    row(
                            "Machine power[].ssh",
                            "machines/m1.yaml",
                            "    - ssh: {}\n",
                            "",
                            planned("LIVE power")),
                    row("Bmc address", "bmcs.yaml", "10.1.0.1", "10.1.0.9", planned("LIVE power")),
                    row(
                            "Bmc driver",
                            "bmcs.yaml",
                            "driver: ipmi",
                            "driver: redfish",
                            told("BU1330")),
                    row(
                            "Bmc credentials.secret.env",
                            "bmcs.yaml",
                            "env: B1",
                            "env: B9",
                            planned("LIVE power")),
                    row(
                            "Bmc credentials.secret.file",
                            "bmcs.yaml",
                            "env: B1",
                            "file: b1",
                            planned("LIVE power")),
                    row(
                            "Bmc credentials.secret.sops",
                            "bmcs.yaml",
                            "env: B1",
                            "sops: secrets/b.yaml#b1",
                            planned("LIVE power")),
                    row(
                            "Bmc credentials.secret.kubernetes",
                            "bmcs.yaml",
                            "env: B1",
                            "kubernetes: ops/bmc/b1",
                            planned("LIVE power")),
                    row(
                            "Bmc cipherSuite",
                            "bmcs.yaml",
                            "cipherSuite: 17",
                            "cipherSuite: 3",
                            planned("LIVE power")),
                    row(
                            "Bmc tls.fingerprint",
                            "bmcs.yaml",
                            "sha256:ab",
                            "sha256:cd",
                            planned("LIVE power")),
                    row(
                            "Bmc system",
                            "bmcs.yaml",
                            "system: one",
                            "system: two",
                            planned("LIVE power")),
                    row(
                            "Bmc netboot",
                            "bmcs.yaml",
                            "netboot: pxe",
                            "netboot: http",
                            planned("LIVE power")),
                    row(
                            "Machine power[].redfish.bmc",
                            "machines/m1.yaml",
                            "bmc: b3",
                            "bmc: b4",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.host",
                            "machines/m1.yaml",
                            "host: 10.3.0.1",
                            "host: 10.3.0.9",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.user",
                            "machines/m1.yaml",
                            "user: virt",
                            "user: other",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.hostKey",
                            "machines/m1.yaml",
                            "ssh-ed25519 AAAA,",
                            "ssh-ed25519 BBBB,",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.key.secret.env",
                            "machines/m1.yaml",
                            "env: V1",
                            "env: V9",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.key.secret.file",
                            "machines/m1.yaml",
                            "env: V1",
                            "file: v1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.key.secret.sops",
                            "machines/m1.yaml",
                            "env: V1",
                            "sops: secrets/b.yaml#b1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.key.secret.kubernetes",
                            "machines/m1.yaml",
                            "env: V1",
                            "kubernetes: ops/hosts/v1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.connect",
                            "machines/m1.yaml",
                            "qemu:///system",
                            "qemu:///session",
                            planned("LIVE power")),
                    row(
                            "Machine power[].libvirt.domain",
                            "machines/m1.yaml",
                            "domain: vm1",
                            "domain: vm2",
                            planned("LIVE power")),
                    row(
                            "Machine power[].pdu",
                            "machines/m1.yaml",
                            "    - pdu: {}\n",
                            "",
                            planned("LIVE power")),
                    row(
                            "Machine power[].webhook.url",
                            "machines/m1.yaml",
                            "hook.example/a",
                            "hook.example/b",
                            planned("LIVE power")),
                    row(
                            "Machine power[].webhook.secret.env",
                            "machines/m1.yaml",
                            "env: H1",
                            "env: H9",
                            planned("LIVE power")),
                    row(
                            "Machine power[].webhook.secret.file",
                            "machines/m1.yaml",
                            "env: H1",
                            "file: h1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].webhook.secret.sops",
                            "machines/m1.yaml",
                            "env: H1",
                            "sops: secrets/b.yaml#b1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].webhook.secret.kubernetes",
                            "machines/m1.yaml",
                            "env: H1",
                            "kubernetes: ops/hook/h1",
                            planned("LIVE power")),
                    row(
                            "Machine power[].command.run",
                            "machines/m1.yaml",
                            "run: relay",
                            "run: relais",
                            planned("LIVE power")),
                    row(
                            "Machine power[].command.timeout",
                            "machines/m1.yaml",
                            "timeout: 20s",
                            "timeout: 40s",
                            planned("LIVE power")),
                    row(
                            "Machine power[].manual",
                            "machines/m1.yaml",
                            "    - manual: {}\n",
                            "",
                            planned("LIVE power")),
                    row("Pdu address", "pdus.yaml", "10.2.0.1", "10.2.0.9", planned("LIVE power")),
                    row(
                            "Pdu driver",
                            "pdus.yaml",
                            "driver: sentry3",
                            "driver: sentry4",
                            planned("LIVE power")),
                    row(
                            "Pdu snmp",
                            "pdus.yaml",
                            "snmp: v3\n  auth: sha256\n  privacy: aes",
                            "snmp: v2c",
                            planned("LIVE power")),
                    row(
                            "Pdu auth",
                            "pdus.yaml",
                            "auth: sha256",
                            "auth: sha512",
                            planned("LIVE power")),
                    row("Pdu unit", "pdus.yaml", "unit: 2", "unit: 3", planned("LIVE power")),
                    row("Pdu cord", "pdus.yaml", "cord: 2", "cord: 3", planned("LIVE power")),
                    row(
                            "Pdu privacy",
                            "pdus.yaml",
                            "privacy: aes",
                            "privacy: des",
                            planned("LIVE power")),
                    row(
                            "Pdu dialect",
                            "pdus.yaml",
                            "dialect: rest",
                            "dialect: classic",
                            planned("LIVE power")),
                    row(
                            "Pdu credentials.secret.env",
                            "pdus.yaml",
                            "env: P1",
                            "env: P9",
                            planned("LIVE power")),
                    row(
                            "Pdu credentials.secret.file",
                            "pdus.yaml",
                            "env: P1",
                            "file: p1",
                            planned("LIVE power")),
                    row(
                            "Pdu credentials.secret.sops",
                            "pdus.yaml",
                            "env: P1",
                            "sops: secrets/b.yaml#b1",
                            planned("LIVE power")),
                    row(
                            "Pdu credentials.secret.kubernetes",
                            "pdus.yaml",
                            "env: P1",
                            "kubernetes: ops/pdu/p1",
                            planned("LIVE power")),
                    row(
                            "Pdu outlets",
                            "pdus.yaml",
                            "3: {machine: m1}",
                            "4: {machine: m1}",
                            planned("LIVE power")),
                    row(
                            "Pdu minOff",
                            "pdus.yaml",
                            "minOff: 10s",
                            "minOff: 20s",
                            planned("LIVE power")));

    private PowerFieldRows() {}
}
