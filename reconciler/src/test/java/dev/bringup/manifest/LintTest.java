package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What the linter says about things that each are fine alone.
class LintTest {

    static SortedMap<String, byte[]> two() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put(
                "second.yaml",
                Repo.bytes(
                        Repo.MACHINE
                                .replace("node-01", "node-02")
                                .replace("22:33", "22:44")
                                .replace("0.11", "0.12")));
        return files;
    }

    static void add(SortedMap<String, byte[]> files, String file, String line) {
        files.put(file, Repo.bytes(Repo.text(files, file) + line));
    }

    @Test
    void anIdentityThatIsThereTwice() {
        SortedMap<String, byte[]> files = two();
        String uuid = "4c4c4544-0042-4b10-8057-b7c04f4a5831";
        add(files, "machine.yaml", "  identity: {serial: A1, uuid: " + uuid + "}\n");
        add(files, "second.yaml", "  identity: {serial: A1, uuid: " + uuid.toUpperCase() + "}\n");

        assertEquals(
                """
                second.yaml:10:22: error BU1310: serial a1 already belongs to 'node-01'
                10 |   identity: {serial: A1, uuid: 4C4C4544-0042-4B10-8057-B7C04F4A5831}
                   |                      ^
                second.yaml:10:32: error BU1310: uuid 4c4c4544-0042-4b10-8057-b7c04f4a5831 already belongs to 'node-01'
                10 |   identity: {serial: A1, uuid: 4C4C4544-0042-4B10-8057-B7C04F4A5831}
                   |                                ^\
                """,
                Repo.problems(files));
    }

    @Test
    void boardsThatAreShared() {
        SortedMap<String, byte[]> files = two();
        String bmc =
                "apiVersion: bringup.dev/v1\nkind: Bmc\nmetadata: {name: %s}\n"
                        + "spec: {address: 10.0.0.11, credentials: {secret: {env: B}}}\n";
        files.put("a.yaml", Repo.bytes(bmc.formatted("a")));
        files.put("b.yaml", Repo.bytes(bmc.formatted("b")));
        for (String file : List.of("machine.yaml", "second.yaml")) {
            String text = Repo.text(files, file).replace("{wol: {}}", "{ipmi: {bmc: a}}");
            files.put(file, Repo.bytes(text));
        }

        assertEquals(
                """
                a.yaml:4:17: error BU1304: 10.0.0.11 already belongs to 'node-01'
                4 | spec: {address: 10.0.0.11, credentials: {secret: {env: B}}}
                  |                 ^
                b.yaml:4:17: error BU1304: 10.0.0.11 already belongs to 'node-01'
                4 | spec: {address: 10.0.0.11, credentials: {secret: {env: B}}}
                  |                 ^
                b.yaml:4:17: error BU1312: 10.0.0.11:623 already belongs to 'a'
                4 | spec: {address: 10.0.0.11, credentials: {secret: {env: B}}}
                  |                 ^
                second.yaml:9:24: error BU1313: Bmc 'a' already belongs to 'node-01'
                9 |   power: [{ipmi: {bmc: a}}]
                  |                        ^\
                """,
                Repo.problems(files));
    }

    @Test
    void secretsThatAreNotWrittenAsSuch() {
        SortedMap<String, byte[]> files = two();
        add(files, "profile.yaml", "  variables: {a: [{secret: {evn: X}}], b: {secret: {}}}\n");
        add(files, "machine.yaml", "  variables: {c: {secret: {sops: s.yaml#a}}, secret: yes}\n");

        assertEquals(
                """
                machine.yaml:10:34: error BU1309: there is no file 's.yaml' in this repository
                10 |   variables: {c: {secret: {sops: s.yaml#a}}, secret: yes}
                   |                                  ^
                profile.yaml:7:29: error BU1101: unknown field 'evn' in 'secret'
                7 |   variables: {a: [{secret: {evn: X}}], b: {secret: {}}}
                  |                             ^
                  = help: did you mean 'env'?
                profile.yaml:7:52: error BU1107: 'secret' needs exactly one of env, file, sops, kubernetes
                7 |   variables: {a: [{secret: {evn: X}}], b: {secret: {}}}
                  |                                                    ^
                  = help: none of them is there\
                """,
                Repo.problems(files));
    }

    @Test
    void outletsThatDoNotFit() {
        SortedMap<String, byte[]> files = two();
        String pdu =
                "apiVersion: bringup.dev/v1\nkind: Pdu\nmetadata: {name: %s}\n"
                        + "spec: {address: 10.0.0.9, credentials: {secret: {env: P}}, outlets: {%s}}\n";
        files.put(
                "a.yaml",
                Repo.bytes(
                        pdu.formatted(
                                "a", "3: {machine: node-01, locked: demo}, 4: {machine: x}")));
        files.put("b.yaml", Repo.bytes(pdu.formatted("b", "3: {machine: node-20}")));
        for (String file : List.of("machine.yaml", "second.yaml")) {
            files.put(file, Repo.bytes(Repo.text(files, file).replace("{wol: {}}", "{pdu: {}}")));
        }
        add(files, "machine.yaml", "  location: {pdu: [a, c]}\n");

        assertEquals(
                """
                a.yaml:4:120: warning BU1608: there is no Machine 'x'
                4 | spec: {address: 10.0.0.9, credentials: {secret: {env: P}}, outlets: {3: {machine: node-01, locked: demo}, 4: {machine: x}}}
                  |                                                                                                                        ^
                b.yaml:4:70: error BU1314: outlet 3 at 10.0.0.9:80 already belongs to Pdu 'a'
                4 | spec: {address: 10.0.0.9, credentials: {secret: {env: P}}, outlets: {3: {machine: node-20}}}
                  |                                                                      ^
                  = help: correct the address, or make one Pdu of the two
                b.yaml:4:83: warning BU1608: there is no Machine 'node-20'
                4 | spec: {address: 10.0.0.9, credentials: {secret: {env: P}}, outlets: {3: {machine: node-20}}}
                  |                                                                                   ^
                  = help: did you mean 'node-02'?
                machine.yaml:9:12: error BU1316: outlet 3 of Pdu 'a' feeds 'node-01' and is locked: demo
                9 |   power: [{pdu: {}}]
                  |            ^
                  = help: unlock it, or take this rung out
                machine.yaml:10:23: error BU1301: there is no Pdu 'c'
                10 |   location: {pdu: [a, c]}
                   |                       ^
                   = help: did you mean 'a'?
                second.yaml:9:12: error BU1315: no outlet of a Pdu names 'node-02'
                9 |   power: [{pdu: {}}]
                  |            ^
                  = help: write {machine: node-02} under the outlets of its Pdu\
                """,
                Repo.problems(files));
    }

    @Test
    void anImageOfAnotherVersionThanTheCluster() {
        SortedMap<String, byte[]> files = two();
        add(files, "image.yaml", "  kubernetesVersion: 1.35.4\n");

        String said = Repo.problems(files);
        assertTrue(
                said.contains(
                        "warning BU1609: image 'os-1' holds Kubernetes 1.35.4, the cluster is at"
                                + " 1.36.2"),
                said);
        assertTrue(said.contains("= help: use an image of 1.36.2"), said);
    }

    @Test
    void profilesThatAreNotWhatTheySay() {
        SortedMap<String, byte[]> files = two();
        add(files, "profile.yaml", "  count: 3\n  spread: [rack, pdu]\n");
        add(files, "machine.yaml", "  location: {rack: r1, pdu: [a]}\n");
        add(files, "second.yaml", "  location: {rack: r1, pdu: [a]}\n");

        String all =
                """
                profile.yaml:7:10: warning BU1606: profile 'worker' should have 3 machines and has 2
                7 |   count: 3
                  |          ^
                  = help: add or remove Machines, or correct the count
                profile.yaml:8:12: warning BU1607: all 2 machines of the profile share the rack 'r1'
                8 |   spread: [rack, pdu]
                  |            ^
                  = help: move one, or correct its location
                profile.yaml:8:18: warning BU1607: all 2 machines of the profile share the pdu 'a'
                8 |   spread: [rack, pdu]
                  |                  ^
                  = help: move one, or correct its location\
                """;
        assertEquals(all, Repo.problems(files));

        String second = Repo.text(files, "second.yaml").replace("[a]", "[a, b]");
        files.put("second.yaml", Repo.bytes(second.replace("r1", "r2")));
        assertEquals(all.substring(0, all.indexOf("\nprofile.yaml:8")), Repo.problems(files));
    }

    @Test
    void hostsThatAreAskedInTheClearAndUrlsThatMove() {
        SortedMap<String, byte[]> files =
                Repo.with(
                        "worker.j2",
                        """
                        #cloud-config
                        # http://comment.example/ is not asked
                        a: curl http://10.0.0.9/x http://127.0.0.1/ http://a.example/x
                        b: curl https://a.example/x/latest/x
                        """);
        files.put("image.yaml", Repo.bytes(Repo.IMAGE.replace("os-1.img", "http://b.example/i")));

        assertEquals(
                """
                image.yaml:6:10: warning BU1604: 'b.example' is asked over http, which anybody on the way can change
                6 |     url: http://b.example/i
                  |          ^
                  = help: use https
                worker.j2:3:45: warning BU1604: 'a.example' is asked over http, which anybody on the way can change
                3 | a: curl http://10.0.0.9/x http://127.0.0.1/ http://a.example/x
                  |                                             ^
                  = help: use https
                worker.j2:4:9: warning BU1605: what is at this URL changes without a commit: '/latest'
                4 | b: curl https://a.example/x/latest/x
                  |         ^
                  = help: name a version, and check a digest\
                """,
                Repo.problems(files));
    }

    @Test
    void whatIsAllowedIsNotSaidAndCannotHideMore() {
        SortedMap<String, byte[]> files = Repo.good();
        add(files, "profile.yaml", "  count: 3\n");
        add(
                files,
                "cluster.yaml",
                """
                  lint:
                    allow:
                      - {code: BU1606, reason: two more are ordered}
                      - {code: BU1604, reason: was fixed long ago}
                      - {code: BU1305, reason: other network}
                      - {code: BU1666, reason: typed badly}
                """);

        assertEquals(
                """
                cluster.yaml:10:16: warning BU1703: nothing in this repository is BU1604
                10 |       - {code: BU1604, reason: was fixed long ago}
                   |                ^
                   = help: take the line out
                cluster.yaml:11:16: error BU1702: BU1305 cannot be allowed
                11 |       - {code: BU1305, reason: other network}
                   |                ^
                   = help: Bringup could not use the repository; bringup explain BU1305
                cluster.yaml:12:16: error BU1701: there is no code BU1666 that could be allowed
                12 |       - {code: BU1666, reason: typed badly}
                   |                ^
                   = help: did you mean 'BU1606'?\
                """,
                Repo.problems(files));
    }

    @Test
    void anAllowanceWithoutAReasonIsAnError() {
        SortedMap<String, byte[]> files = Repo.good();
        add(files, "cluster.yaml", "  lint: {allow: [{code: BU1606}]}\n");

        assertTrue(
                Repo.problems(files)
                        .startsWith(
                                "cluster.yaml:7:18: error BU1102: 'reason' is missing in 'spec.lint.allow[0]'"),
                Repo.problems(files));
    }

    static Stream<Arguments> secrets() {
        return Stream.of(
                Arguments.of("BU1201", "-----BEGIN PRIVATE KEY-----", "***"),
                Arguments.of("BU1201", "  -----BEGIN RSA PRIVATE KEY-----", "  ***"),
                Arguments.of(
                        "BU1201",
                        "key: AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ",
                        "key: ***"),
                Arguments.of("BU1202", "a: ghp_" + "a1".repeat(18), "a: ***"),
                Arguments.of("BU1202", "x AKIAABCDEFGHIJKLMNOP y", "x *** y"),
                Arguments.of(
                        "BU1202",
                        "kubeadm join --token abcdef.0123456789abcdef",
                        "kubeadm join --token ***"),
                Arguments.of("BU1203", "password: hunter22", "password: ***"),
                Arguments.of("BU1203", "DB_PASSWORD='hunter22' # x", "DB_PASSWORD='***' # x"),
                Arguments.of(
                        "BU1203",
                        "{user: a, api_key: \"hunter22\"}",
                        "{user: a, api_key: \"***\"}"),
                Arguments.of("BU1204", "a: q8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWv", "a: ***"));
    }

    @ParameterizedTest
    @MethodSource("secrets")
    void aSecretInAnyTextFileIsFoundAndNotPrinted(String code, String line, String shown) {
        String said = Repo.problems(Repo.with("notes/setup.txt", "first\n" + line + "\n"));

        assertTrue(said.contains("notes/setup.txt:2:"), said);
        assertTrue(said.contains(" " + code + ": "), said);
        assertTrue(said.contains("2 | " + shown + "\n"), said);
    }

    @Test
    void aPasswordReadsLikeThis() {
        assertEquals(
                """
                notes.txt:1:11: error BU1203: a password stands here in the clear
                1 | password: ***
                  |           ^
                  = help: change it where it is used, then refer to it instead\
                """,
                Repo.problems(Repo.with("notes.txt", "password: hunter22\n")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sha256: e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
                "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGq8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWvQz a@b",
                "password: \"{{ variables.hash }}\"",
                "password: $6$rounds=4096$abcdefgh$q8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWv",
                "lock_passwd: false",
                "credentials: {secret: {file: lab-bmc}}",
                "imagePullSecret: registry",
                "token: $TOKEN",
                "uuid: 4c4c4544-0042-4b10-8057-b7c04f4a5831",
                "image: https://images.example/Debian12/q8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWv.raw",
                "integrity: sha512-q8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWvq8Zr1VxT0bLw==",
                "age: age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kdgvz8q8s0zqxyz",
                "The password: see the safe",
                "path: templates/WorkerNodes2026/TheVeryLongNameOfATemplate12.yaml"
            })
    void whatOnlyLooksLikeASecretIsLeftAlone(String line) {
        assertEquals("", Repo.problems(Repo.with("notes.txt", line + "\n")));
    }

    @Test
    void certificatesAndPublicKeysAreNoSecrets() {
        String dense = "q8Zr1VxT0bLw5YkPjM3sNd7GhC2fUe9AoXiR4tWvq8Zr1VxT0bLw5YkPjM3sNd7G\n";
        String block = "-----BEGIN %s-----\n" + dense + "-----END %s-----\n";
        String harmless =
                block.formatted("CERTIFICATE", "CERTIFICATE")
                        + block.formatted("PGP PUBLIC KEY BLOCK", "PGP PUBLIC KEY BLOCK");

        assertEquals("", Repo.problems(Repo.with("ca.pem", harmless)));
        assertTrue(Repo.problems(Repo.with("ca.pem", harmless + dense)).contains("BU1204"));
    }

    @Test
    void theExamplesAreClean() {
        assertEquals("", Repo.problems(Repo.folder(Path.of("../examples/lab"))));
    }
}
