package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ButaneTest {

    static final Map<String, byte[]> FILES =
            Map.of(
                    "files/motd", utf8("hi %%bringup.nonce%%\n"),
                    "files/bin", new byte[] {(byte) 0xff, 0, 1},
                    "files/etc/a.conf", utf8("a=1\n"),
                    "files/etc/d/b.conf", utf8("b & c\n"),
                    "keys/ops.pub", utf8("# ops\nssh-ed25519 AAAA ops\n\nssh-ed25519 BBBB ops\n"));

    /// Every field that is supported, once.
    static final String EVERYTHING =
            """
            variant: fcos
            version: VERSION
            kernel_arguments:
              should_exist: [console=ttyS0]
              should_not_exist: [quiet]
            passwd:
              groups:
                - {name: ops, gid: 1500, password_hash: "!", should_exist: true, system: false}
              users:
                - name: ops
                  uid: 1500
                  gecos: Operators
                  home_dir: /home/ops
                  shell: /bin/bash
                  password_hash: $6$salt$hash
                  primary_group: ops
                  groups: [wheel, sudo]
                  no_create_home: false
                  no_user_group: true
                  no_log_init: true
                  system: false
                  should_exist: true
                  ssh_authorized_keys: ["ssh-ed25519 CCCC me"]
                  ssh_authorized_keys_local: [keys/ops.pub]
            storage:
              disks:
                - device: /dev/vda
                  wipe_table: true
                  partitions:
                    - {label: root, number: 4, size_mib: 8192, resize: true}
                    - label: var
                      number: 5
                      start_mib: 9216
                      size_mib: 0
                      type_guid: 0FC63DAF-8483-4772-8E79-3D69D8477DE4
                      guid: 0FC63DAF-8483-4772-8E79-3D69D8477DE5
                      wipe_partition_entry: true
                      should_exist: true
              raid:
                - {name: data, level: raid1, devices: [/dev/vdb, /dev/vdc], spares: 0, options: [--chunk=64]}
              filesystems:
                - device: /dev/disk/by-partlabel/var
                  path: /var/lib/my-data
                  format: xfs
                  label: VAR
                  uuid: 0FC63DAF-8483-4772-8E79-3D69D8477DE6
                  wipe_filesystem: true
                  options: [-q]
                  mount_options: [defaults, prjquota]
                  with_mount_unit: true
              files:
                - path: /etc/hostname
                  mode: 0644
                  overwrite: true
                  user: {name: root}
                  group: {id: 0}
                  contents:
                    inline: "node-01 & %%bringup.nonce%%\\n"
                - path: /etc/motd
                  mode: 0o600
                  contents: {local: files/motd}
                - path: /opt/bin
                  contents: {local: files/bin}
                - path: /opt/tool
                  contents:
                    source: https://example.com/tool.gz
                    compression: gzip
                    http_headers: [{name: X-Token, value: a}]
                    verification: {hash: sha256-0000000000000000000000000000000000000000000000000000000000000000}
                - path: /etc/profile
                  append: [{inline: "a\\n"}, {source: "data:,b"}]
              directories:
                - {path: /srv/x, mode: 0755, overwrite: false, user: {id: 1500}, group: {name: ops}}
              links:
                - {path: /etc/localtime, target: ../usr/share/zoneinfo/UTC, hard: false, overwrite: true}
              trees:
                - {local: files/etc, path: /etc/app}
            systemd:
              units:
                - name: hello.service
                  enabled: true
                  mask: false
                  contents: |
                    [Service]
                    ExecStart=/bin/true
                  dropins:
                    - {name: a.conf, contents: "[Service]\\n"}
                    - {name: b.conf, contents_local: files/etc/a.conf}
                - {name: local.service, contents_local: files/etc/d/b.conf}
            """;

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String ignition(String butane) {
        Problems problems = new Problems();
        Tree tree =
                SourceText.of("w.bu", utf8(butane), problems)
                        .map(text -> YamlReader.read(text, problems).documents().getFirst())
                        .orElseThrow();
        Optional<String> ignition = Butane.ignition(tree, FILES, problems);
        return ignition.orElseGet(() ->
                problems.inReadingOrder().stream()
                        .map(p ->
                                p.at().line()
                                        + ":"
                                        + p.at().column()
                                        + " "
                                        + p.problem()
                                        + p.help().map(h -> "; " + h).orElse(""))
                        .collect(Collectors.joining("\n")));
    }

    @Test
    void everyFieldHasItsPlaceInIgnition() throws IOException {
        try (InputStream golden = getClass().getResourceAsStream("/butane/everything.ign")) {
            assertEquals(
                    golden == null
                            ? "no golden file"
                            : new String(golden.readAllBytes(), StandardCharsets.UTF_8),
                    ignition(EVERYTHING.replace("VERSION", "1.6.0")));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "fcos, 1.4.0, 3.3.0",
        "fcos, 1.5.0, 3.4.0",
        "fcos, 1.6.0, 3.5.0",
        "flatcar, 1.0.0, 3.3.0",
        "flatcar, 1.1.0, 3.4.0"
    })
    void aVersionOfButaneIsForAVersionOfIgnition(String variant, String version, String ignition) {
        assertEquals(
                "{\n  \"ignition\": {\n    \"version\": \"" + ignition + "\"\n  }\n}\n",
                ignition("variant: " + variant + "\nversion: " + version + "\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = "=>",
            quoteCharacter = '`',
            value = {
                "{variant: fcso, version: 1.5.0} => 1:11 the variant 'fcso' is not supported; did you mean 'fcos'?",
                "{variant: fcos, version: 1.3.0} => 1:26 version '1.3.0' of fcos is not supported; versions are 1.4.0, 1.5.0, 1.6.0",
                "{version: 1.5.0} => 1:1 'variant' is missing",
                "[] => 1:1 a Butane config is a map",
                "{variant: fcos, version: 1.5.0, boot_device: {}} => 1:33 'boot_device' is not supported; fields here are kernel_arguments, passwd, storage, systemd, variant, version",
                "{variant: fcos, version: 1.5.0, storage: {luks: []}} => 1:43 'luks' is not supported; did you mean 'links'?",
                "{variant: fcos, version: 1.5.0, storage: {flies: []}} => 1:43 'flies' is not supported; did you mean 'files'?",
                "{variant: fcos, version: 1.5.0, storage: {files: {}}} => 1:50 here stands a map and not a list",
                "{variant: fcos, version: 1.5.0, storage: {files: [a]}} => 1:51 here stands 'a' and not a map",
                "{variant: fcos, version: 1.5.0, storage: {files: [{mode: 0644}]}} => 1:51 'path' is missing",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: etc}]}} => 1:58 here stands 'etc' and not a path that starts with /",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, mode: 420}]}} => 1:68 here stands '420' and not a mode like 0644",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, overwrite: yes}]}} => 1:73 here stands 'yes' and not true or false",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, user: {id: x}}]}} => 1:73 here stands 'x' and not a whole number",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: [/a]}]}} => 1:58 here stands a list and not one value",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a}, {path: /a}]}} => 1:70 '/a' stands here twice; the first one is in line 1",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, contents: {inline: a, local: files/motd}}]}} => 1:91 only one of inline, local and source can be given",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, contents: {source: a, compression: xz}}]}} => 1:97 the compression 'xz' is not supported; compression is gzip",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, contents: {local: files/mtod}}]}} => 1:80 there is no file 'files/mtod' in this repository; did you mean 'files/motd'?",
                "{variant: fcos, version: 1.5.0, storage: {files: [{path: /a, contents: {inline: a, verification: {hash: sha256-00}}}]}} => 1:105 the hash is not that of the contents; it is sha256-ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb",
                "{variant: fcos, version: 1.5.0, storage: {trees: [{local: nothing}]}} => 1:59 there is no file below 'nothing' in this repository",
                "{variant: fcos, version: 1.5.0, storage: {filesystems: [{device: /dev/a, format: xfs, with_mount_unit: true}]}} => 1:57 with_mount_unit needs a 'path'",
                "{variant: fcos, version: 1.5.0, systemd: {units: [{name: a.service, contents_local: x}]}} => 1:85 there is no file 'x' in this repository; files are files/bin, files/etc/a.conf, files/etc/d/b.conf, files/motd, keys/ops.pub",
                "{variant: fcos, version: 1.5.0, passwd: {users: [{uid: 1}]}} => 1:50 'name' is missing",
            })
    void whatIsNotSupportedIsSaidWithItsPlace(String butane, String said) {
        assertEquals(said, ignition(butane));
    }

    @Test
    void everyProblemAtOnce() {
        assertEquals(
                """
                3:1 'grub' is not supported; fields here are kernel_arguments, passwd, storage, systemd, variant, version
                5:17 'format' is missing
                5:34 'pth' is not supported; did you mean 'path'?\
                """,
                ignition(
                        """
                        variant: fcos
                        version: 1.5.0
                        grub: {}
                        storage:
                          filesystems: [{device: /dev/a, pth: /srv}]
                        """));
    }

    @ParameterizedTest
    @CsvSource({
        "/var/lib/my-data, 'var-lib-my\\x2ddata'",
        "/, -",
        "/var//lib/, var-lib",
        "/.hidden/a b, '\\x2ehidden-a\\x20b'",
        "/srv/é, 'srv-\\xc3\\xa9'"
    })
    void aPathAsSystemdWritesIt(String path, String name) {
        assertEquals(name, MountUnit.escaped(path));
    }

    @Test
    void swapNeedsNoPath() {
        assertEquals(
                "# Generated by Bringup\n[Swap]\nWhat=/dev/a\n\n[Install]\nRequiredBy=swap.target\n",
                new MountUnit("/dev/a", "", "swap", List.of()).unit().get("contents"));
    }
}
