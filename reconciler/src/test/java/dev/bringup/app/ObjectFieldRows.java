package dev.bringup.app;

import static dev.bringup.app.FieldRows.planned;
import static dev.bringup.app.FieldRows.rendered;
import static dev.bringup.app.FieldRows.row;
import static dev.bringup.app.FieldRows.seen;
import static dev.bringup.app.FieldRows.told;

import dev.bringup.app.FieldRows.Row;
import java.util.List;

/// The rows of all kinds but the Cluster and what switches power.
final class ObjectFieldRows {

    static final List<Row> ALL =
            List.of(
                    row(
                            "Image bundles[].url",
                            "image.yaml",
                            "bundle-1",
                            "bundle-2",
                            seen("bundles", "assets/bundle-2")),
                    row(
                            "Image bundles[].sha256",
                            "image.yaml",
                            "bundle-1, sha256: ab",
                            "bundle-1, sha256: ac",
                            planned("REIMAGE image")),
                    row("Image boot", "live.yaml", "boot: live", "boot: disk", told("BU1340")),
                    row(
                            "Image kernel.url",
                            "live.yaml",
                            "vmlinuz-1",
                            "vmlinuz-2",
                            seen("m5 ipxe", "assets/vmlinuz-2")),
                    row(
                            "Image kernel.sha256",
                            "live.yaml",
                            "vmlinuz-1, sha256: ef",
                            "vmlinuz-1, sha256: ee",
                            planned("REBOOT image")),
                    row(
                            "Image initrd[].url",
                            "live.yaml",
                            "initrd-1",
                            "initrd-2",
                            seen("m5 ipxe", "assets/initrd-2")),
                    row(
                            "Image initrd[].sha256",
                            "live.yaml",
                            "initrd-1, sha256: ef",
                            "initrd-1, sha256: ee",
                            planned("REBOOT image")),
                    row(
                            "Image rootfs.url",
                            "live.yaml",
                            "rootfs-1",
                            "rootfs-2",
                            seen("m5 ipxe", "assets/rootfs-2")),
                    row(
                            "Image rootfs.sha256",
                            "live.yaml",
                            "rootfs-1, sha256: ef",
                            "rootfs-1, sha256: ee",
                            planned("REBOOT image")),
                    row("Image args", "live.yaml", "one]", "two]", planned("REBOOT image args")),
                    row(
                            "Image arch",
                            "image.yaml",
                            "x86_64",
                            "arm64",
                            seen("dhcp", "ipxe-arm64.efi")),
                    row(
                            "Image kubernetesVersion",
                            "image.yaml",
                            "kubernetesVersion: 1.36.2",
                            "kubernetesVersion: 1.35.4",
                            told("BU1609")),
                    row(
                            "Image disk.url",
                            "image.yaml",
                            "os-1.img",
                            "os-2.img",
                            seen("install", "assets/os-2.img")),
                    row(
                            "Image disk.sha256",
                            "image.yaml",
                            "abab",
                            "acab",
                            planned("REIMAGE image")),
                    row(
                            "Image disk.format",
                            "image.yaml",
                            "format: raw",
                            "format: raw.gz",
                            seen("install", "\"format\":\"raw.gz\"")),
                    row(
                            "Profile role",
                            "profile.yaml",
                            "role: worker",
                            "role: controlPlane",
                            planned("LIVE role")),
                    row(
                            "Profile image",
                            "profile.yaml",
                            "image: os-1",
                            "image: os-3",
                            planned("REIMAGE image")),
                    row(
                            "Profile payload.cloudInit",
                            "profile.yaml",
                            "plain.j2",
                            "other.j2",
                            planned("REIMAGE payload user-data")),
                    row(
                            "Profile payload.ignition",
                            "profile.yaml",
                            "cloudInit: plain.j2",
                            "ignition: plain.ign",
                            planned("REIMAGE payload config.ign")),
                    row(
                            "Profile payload.script",
                            "profile.yaml",
                            "cloudInit: plain.j2",
                            "script: plain.sh",
                            planned("REIMAGE payload script")),
                    row(
                            "Profile payload.butane",
                            "profile.yaml",
                            "cloudInit: plain.j2",
                            "butane: plain.bu",
                            planned("REIMAGE payload config.ign")),
                    row(
                            "Profile payload.preseed",
                            "steered.yaml",
                            "plain.cfg",
                            "other.cfg",
                            planned("REIMAGE payload preseed.cfg")),
                    row(
                            "Profile payload.kickstart",
                            "steered.yaml",
                            "preseed: plain.cfg",
                            "kickstart: plain.ks",
                            planned("REIMAGE payload ks.cfg")),
                    row(
                            "Profile payload.autoinstall",
                            "steered.yaml",
                            "preseed: plain.cfg",
                            "autoinstall: plain.auto",
                            planned("REIMAGE payload user-data")),
                    row(
                            "Profile payload.talos",
                            "sealed.yaml",
                            "script: sealed.sh",
                            "talos: plain.talos",
                            planned("REIMAGE payload machine.yaml")),
                    row(
                            "Profile kernelArgs",
                            "profile.yaml",
                            "kernelArgs: [quiet]",
                            "kernelArgs: [debug]",
                            planned("REIMAGE kernelArgs")),
                    row(
                            "Profile labels",
                            "profile.yaml",
                            "labels: {a: b}",
                            "labels: {a: c}",
                            planned("LIVE labels")),
                    row(
                            "Profile taints",
                            "profile.yaml",
                            "a=b:NoSchedule",
                            "a=c:NoSchedule",
                            planned("LIVE taints")),
                    row(
                            "Profile variables",
                            "profile.yaml",
                            "variables: {v: one}",
                            "variables: {v: two}",
                            planned("REIMAGE payload user-data")),
                    row("Profile count", "twin.yaml", "count: 7", "count: 0", told("BU1703")),
                    row(
                            "Profile spread",
                            "profile.yaml",
                            "spread: []",
                            "spread: [rack]",
                            told("BU1607")),
                    row(
                            "Profile reimage.generation",
                            "profile.yaml",
                            "reimage: {generation: a}",
                            "reimage: {generation: b}",
                            planned("REIMAGE reimage.generation")),
                    row(
                            "Profile reboot.generation",
                            "profile.yaml",
                            "reboot: {generation: a}",
                            "reboot: {generation: b}",
                            planned("REBOOT reboot.generation")),
                    row(
                            "Machine macAddress",
                            "machines/m3.yaml",
                            "52:54:00:00:00:03",
                            "52:54:00:00:00:99",
                            planned("IDENTITY macs")),
                    row(
                            "Machine macs",
                            "machines/m2.yaml",
                            "52:54:00:00:00:02",
                            "52:54:00:00:00:99",
                            planned("IDENTITY macs")),
                    row(
                            "Machine ipAddress",
                            "machines/m1.yaml",
                            "10.0.0.11",
                            "10.0.0.99",
                            planned("LIVE ipAddress")),
                    row(
                            "Machine identity.uuid",
                            "machines/m1.yaml",
                            "4c4c4544",
                            "4c4c4545",
                            planned("IDENTITY identity.uuid")),
                    row(
                            "Machine identity.serial",
                            "machines/m1.yaml",
                            "serial: S1",
                            "serial: S9",
                            planned("IDENTITY identity.serial")),
                    row(
                            "Machine profile",
                            "machines/m1.yaml",
                            "profile: worker",
                            "profile: twin",
                            planned("LIVE profile")),
                    row(
                            "Machine labels",
                            "machines/m1.yaml",
                            "labels: {m: n}",
                            "labels: {m: o}",
                            planned("LIVE labels")),
                    row(
                            "Machine taints",
                            "machines/m1.yaml",
                            "m=n:NoSchedule",
                            "m=o:NoSchedule",
                            planned("LIVE taints")),
                    row(
                            "Machine variables",
                            "machines/m1.yaml",
                            "variables: {v: own}",
                            "variables: {v: new}",
                            planned("REIMAGE payload user-data")),
                    row(
                            "Machine kernelArgs",
                            "machines/m1.yaml",
                            "kernelArgs: [m]",
                            "kernelArgs: [n]",
                            planned("REIMAGE kernelArgs")),
                    row(
                            "Machine location.rack",
                            "machines/m1.yaml",
                            "rack: r1",
                            "rack: r2",
                            planned("LIVE location.rack")),
                    row(
                            "Machine location.pdu",
                            "machines/m1.yaml",
                            "pdu: [p1]",
                            "pdu: [p2]",
                            planned("LIVE location.pdu")),
                    row(
                            "Machine disk.wwn",
                            "machines/m1.yaml",
                            "wwn: w1",
                            "wwn: w2",
                            planned("LIVE disk")),
                    row(
                            "Machine disk.minSize",
                            "machines/m1.yaml",
                            "minSize: 1G",
                            "minSize: 2G",
                            planned("LIVE disk")),
                    row(
                            "Machine disk.overwrite",
                            "machines/m1.yaml",
                            "overwrite: o1",
                            "overwrite: o2",
                            planned("LIVE disk")),
                    row(
                            "Machine state",
                            "machines/m1.yaml",
                            "state: Joined",
                            "state: Maintenance",
                            planned("LIVE state")),
                    row(
                            "Machine locked",
                            "machines/m1.yaml",
                            "  state:",
                            "  locked: demo\n  state:",
                            planned("LIVE locked")),
                    row(
                            "Machine reimage.generation",
                            "machines/m1.yaml",
                            "reimage: {generation: a}",
                            "reimage: {generation: b}",
                            planned("REIMAGE reimage.generation")),
                    row(
                            "Machine reboot.generation",
                            "machines/m1.yaml",
                            "reboot: {generation: a}",
                            "reboot: {generation: b}",
                            planned("REBOOT reboot.generation")),
                    row(
                            "Profile steps[].name",
                            "profile.yaml",
                            "name: one",
                            "name: two",
                            planned("LIVE steps")),
                    row(
                            "Profile steps[].run",
                            "profile.yaml",
                            "run: echo one",
                            "run: echo two",
                            planned("LIVE steps")),
                    row(
                            "Profile steps[].unless",
                            "profile.yaml",
                            "unless: test -e /one",
                            "unless: test -e /two",
                            planned("LIVE steps")),
                    row(
                            "Profile steps[].timeout",
                            "profile.yaml",
                            "timeout: 1m",
                            "timeout: 2m",
                            planned("LIVE steps")),
                    row(
                            "Profile steps[].retries",
                            "profile.yaml",
                            "retries: 1",
                            "retries: 2",
                            planned("LIVE steps")),
                    row(
                            "Profile dhcpOptions",
                            "profile.yaml",
                            "root-path: /a",
                            "root-path: /b",
                            planned("LIVE dhcpOptions")),
                    row(
                            "Approval forecast",
                            "approval.yaml",
                            "sha256:",
                            "sha256:0",
                            told("BU1105")),
                    row(
                            "Approval steps[].machine",
                            "approval.yaml",
                            "machine: m1",
                            "machine: m2",
                            told("BU1320")),
                    row(
                            "Approval steps[].from",
                            "approval.yaml",
                            "from: none",
                            "from: other",
                            told("BU1105")),
                    row(
                            "Approval steps[].to",
                            "approval.yaml",
                            "to: wake",
                            "to: reboot",
                            told("BU1320")),
                    row(
                            "Approval reason",
                            "approval.yaml",
                            "reason: planted",
                            "reason: \"\"",
                            told("BU1105")),
                    row(
                            "Target template",
                            "target.yaml",
                            "hosts.j2",
                            "other.j2",
                            rendered("hosts", "other")),
                    row(
                            "Target output",
                            "target.yaml",
                            "output: hosts",
                            "output: ../x",
                            told("BU1105")));

    private ObjectFieldRows() {}
}
