package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bringup.model.Change;
import dev.bringup.model.FieldClass;
import dev.bringup.model.SecretRef;
import dev.bringup.plan.Changes;
import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Desired;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Taint;
import dev.bringup.template.Templates;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// With the real template engine: this pair decides fingerprints.
class ResolveTest {

    private static final Commit COMMIT =
            new Commit(new CommitId("a".repeat(40)), "Ada", Instant.EPOCH, "One");

    private static final Resolve RESOLVE =
            new Resolve(new Templates(InstantSource.system())::render);

    private static Desired desired(SortedMap<String, byte[]> files) {
        return switch (RESOLVE.resolve(COMMIT, Repo.valid(files))) {
            case Resolve.Answer.Resolved(Desired desired) -> desired;
            case Resolve.Answer.Failed(List<Diagnostic> problems) ->
                    throw new AssertionError("\n" + Diagnostic.render(problems));
        };
    }

    static MachineSpec machine(SortedMap<String, byte[]> files) {
        return desired(files).machine(new MachineId("node-01")).orElseThrow();
    }

    static String problems(SortedMap<String, byte[]> files) {
        return switch (RESOLVE.resolve(COMMIT, Repo.valid(files))) {
            case Resolve.Answer.Resolved _ -> "";
            case Resolve.Answer.Failed(List<Diagnostic> problems) -> Diagnostic.render(problems);
        };
    }

    @Test
    void theMachinesOwnValuesWinOverItsProfiles() {
        String both =
                "  labels: {who: %s, %s: yes}\n  taints: ['k=%s:NoSchedule']\n  kernelArgs: [%s]\n  reboot: {generation: %s}\n";
        SortedMap<String, byte[]> files = Repo.good();
        files.put(
                "profile.yaml",
                Repo.bytes(Repo.PROFILE + both.formatted("p", "p", "p", "p=1", "p")));
        files.put(
                "machine.yaml",
                Repo.bytes(Repo.MACHINE + both.formatted("m", "m", "m", "m=1", "m")));

        MachineSpec machine = machine(files);

        assertEquals(Map.of("who", "m", "p", "yes", "m", "yes"), machine.node().labels());
        assertEquals(
                List.of(new Taint("k", "m", Taint.Effect.NO_SCHEDULE)), machine.node().taints());
        assertEquals(List.of("p=1", "m=1"), machine.install().kernelArgs());
        assertEquals(Optional.of("p+m"), machine.intent().rebootGeneration());
    }

    @Test
    void theLabsPayloadIsWhatAMachineFetches() {
        MachineSpec machine =
                desired(Repo.folder(Path.of("../examples/lab")))
                        .machine(new MachineId("node-02"))
                        .orElseThrow();

        assertEquals(
                """
                #cloud-config
                # What `bringup.*` and secrets stand for is filled in when the machine fetches this file, so that a
                # new key, address or password is no reimage.
                hostname: node-02
                fqdn: node-02.lab.example
                users:
                  - name: ops
                    sudo: ALL=(ALL) NOPASSWD:ALL
                    shell: /bin/sh
                    ssh_authorized_keys:
                      - "%%bringup.sshKey%%"
                ssh_keys:
                  ed25519_private: |
                    %%bringup.hostKey%%
                  ed25519_public: "%%bringup.hostKeyPublic%%"
                write_files:
                  - path: /etc/bringup/machine.json
                    permissions: "0644"
                    content: |
                      %%bringup.marker%%
                  - path: /etc/containers/registry.login
                    permissions: "0600"
                    content: |
                      %%secret.registryLogin%%
                phone_home:
                  url: "%%bringup.phoneHomeUrl%%"
                  post: [instance_id, hostname]
                runcmd:
                  - |
                    umask 077
                    curl --fail --silent --show-error --retry 20 --retry-delay 3 --retry-all-errors \\
                      --header 'Content-Type: application/json' --data '{"nonce": "%%bringup.nonce%%"}' \\
                      --output /run/bringup-join.sh "%%bringup.joinUrl%%" && sh /run/bringup-join.sh
                """,
                machine.install().payload().files().get("user-data"));
        assertEquals(
                "instance-id: node-02\nlocal-hostname: node-02\n",
                machine.install().payload().files().get("meta-data"));
    }

    static Stream<Arguments> edits() {
        return Stream.of(
                Arguments.of("same", "machine.yaml", "52:54:00:11:22:33", "52:54:00:11:22:44"),
                Arguments.of("same", "machine.yaml", "10.0.0.11", "10.0.0.12"),
                Arguments.of(
                        "same",
                        "machine.yaml",
                        "profile: worker",
                        "profile: worker\n  labels: {a: b}"),
                Arguments.of(
                        "same",
                        "machine.yaml",
                        "profile: worker",
                        "profile: worker\n  state: Maintenance"),
                Arguments.of(
                        "same", "machine.yaml", "profile: worker", "profile: worker\n  locked: no"),
                Arguments.of(
                        "same",
                        "machine.yaml",
                        "profile: worker",
                        "profile: worker\n  reboot: {generation: a}"),
                Arguments.of("same", "image.yaml", "os-1.img", "elsewhere/os-1.img"),
                Arguments.of("same", "cluster.yaml", "1.36.2", "1.36.3"),
                Arguments.of("other", "image.yaml", "abab", "abac"),
                Arguments.of("other", "worker.j2", "hostname", "# x\nhostname"),
                Arguments.of(
                        "other",
                        "profile.yaml",
                        "image: os-1",
                        "image: os-1\n  kernelArgs: [quiet]"),
                Arguments.of(
                        "other",
                        "profile.yaml",
                        "image: os-1",
                        "image: os-1\n  reimage: {generation: a}"),
                Arguments.of(
                        "other",
                        "machine.yaml",
                        "profile: worker",
                        "profile: worker\n  reimage: {generation: a}"));
    }

    @ParameterizedTest
    @MethodSource("edits")
    void aFingerprintChangesWithWhatIsOnTheDiskAndWithNothingElse(
            String expected, String file, String from, String to) {
        SortedMap<String, byte[]> edited = Repo.good();
        String before = new String(edited.get(file), StandardCharsets.UTF_8);
        edited.put(file, Repo.bytes(before.replace(from, to)));
        assertNotEquals(before, new String(edited.get(file), StandardCharsets.UTF_8));

        Fingerprint first = machine(Repo.good()).fingerprint();
        assertEquals(expected, machine(edited).fingerprint().equals(first) ? "same" : "other");
    }

    @Test
    void addingAMachineChangesNoOther() {
        SortedMap<String, byte[]> more = Repo.good();
        more.put(
                "second.yaml",
                Repo.bytes(
                        Repo.MACHINE
                                .replace("node-01", "node-02")
                                .replace("22:33", "22:34")
                                .replace("0.11", "0.12")));

        assertEquals(2, desired(more).machines().size());
        assertEquals(machine(Repo.good()), machine(more));
    }

    @Test
    void aFingerprintIsTheSameForEver() {
        assertEquals(
                "v1:04a80c042a37f1b0ed2b8dc51a645413d3bca56245866e09766de527b239e7cc",
                machine(Repo.good()).fingerprint().text());
    }

    @Test
    void aTemplateThatFailsIsReportedOnceForAllItsMachines() {
        SortedMap<String, byte[]> files =
                Repo.with("worker.j2", "#cloud-config\na: {{ machin.name }}\n");
        files.put(
                "second.yaml",
                Repo.bytes(
                        Repo.MACHINE
                                .replace("node-01", "node-02")
                                .replace("22:33", "22:34")
                                .replace("0.11", "0.12")));

        assertEquals(
                """
                worker.j2:2:7: error BU1502: 'machin.name' has no value here
                2 | a: {{ machin.name }}
                  |       ^
                  = help: there are bringup, cluster, image, machine, profile, variables\
                """,
                problems(files));
    }

    @Test
    void aTemplateThatFailsForSomeMachinesNamesThem() {
        SortedMap<String, byte[]> files =
                Repo.with("worker.j2", "#cloud-config\na: {{ variables.disk }}\n");
        files.put(
                "second.yaml",
                Repo.bytes(
                        Repo.MACHINE
                                        .replace("node-01", "node-02")
                                        .replace("22:33", "22:34")
                                        .replace("0.11", "0.12")
                                + "  variables: {disk: sda}\n"));

        assertEquals(
                """
                worker.j2:2:7: error BU1502: 'variables.disk' has no value here
                2 | a: {{ variables.disk }}
                  |       ^
                  = help: write variables.disk | default('...') if it may be missing; for node-01 of 2 machines\
                """,
                problems(files));
    }

    @Test
    void aPayloadThatTheMachineCouldNotReadIsRefused() {
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it does not start with #cloud-config or #!
                1 | hostname: x
                  | ^\
                """,
                problems(Repo.with("worker.j2", "hostname: x\n")));
        assertEquals(
                """
                worker.j2:3:1: error BU1401: rendered for node-01, it is wrong in line 3: 'a' stands here twice
                3 | a: 2
                  | ^
                  = help: the first one is in line 2\
                """,
                problems(Repo.with("worker.j2", "#cloud-config\na: 1\na: 2\n")));
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it is wrong in line 3: 'a' stands here twice (`a: node-01`)
                1 | #cloud-config
                  | ^
                  = help: the first one is in line 2\
                """,
                problems(Repo.with("worker.j2", "#cloud-config\na: 1\na: {{ machine.name }}\n")));
    }

    @Test
    void aScriptIsServedAsOne() {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("profile.yaml", Repo.bytes(Repo.PROFILE.replace("cloudInit", "script")));
        assertEquals(
                """
                worker.j2:1:1: error BU1401: rendered for node-01, it does not start with #!
                1 | #cloud-config
                  | ^\
                """,
                problems(files));
        files.put("worker.j2", Repo.bytes("#!/bin/sh\nhostname {{ machine.name }}\n"));
        assertEquals(
                Map.of("script", "#!/bin/sh\nhostname node-01\n"),
                machine(files).install().payload().files());
    }

    /// Neither the value nor where it is kept makes another installation.
    @Test
    void aSecretIsAHoleInThePayloadAndNoPartOfItsFingerprint() {
        MachineSpec one = withSecret("{env: ONE}");
        MachineSpec two = withSecret("{file: two}");
        String hole = "%%secret.login.key~47path%%";

        assertEquals(
                "#cloud-config\na: \"" + hole + "\"\n",
                one.install().payload().files().get("user-data"));
        assertEquals(Map.of(hole, new SecretRef.Env("ONE")), one.install().payload().secrets());
        assertEquals(Map.of(hole, new SecretRef.File("two")), two.install().payload().secrets());
        assertEquals(one.fingerprint(), two.fingerprint());
        assertEquals(
                List.of(
                        new Change(
                                "variables secrets",
                                FieldClass.LIVE,
                                "{" + hole + "=Env[name=ONE]}",
                                "{" + hole + "=File[path=two]}")),
                Changes.of(one, two));
    }

    @Test
    void aTemplateCannotEncodeASecret() {
        SortedMap<String, byte[]> files = secret("{env: ONE}");
        files.put(
                "worker.j2",
                Repo.bytes("#cloud-config\na: {{ variables.login['key/path'] | b64 }}\n"));

        assertTrue(
                problems(files)
                        .contains(
                                "b64 cannot encode variables.login.key~47path, which has no value"
                                        + " before a machine fetches the file"),
                () -> problems(files));
    }

    private static SortedMap<String, byte[]> secret(String reference) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put(
                "profile.yaml",
                Repo.bytes(
                        Repo.PROFILE
                                + "  variables: {login: {key/path: {secret: %s}}, unused: {secret: {env: U}}}\n"
                                        .formatted(reference)));
        files.put(
                "worker.j2",
                Repo.bytes("#cloud-config\na: \"{{ variables.login['key/path'] }}\"\n"));
        return files;
    }

    private static MachineSpec withSecret(String reference) {
        return machine(secret(reference));
    }
}
