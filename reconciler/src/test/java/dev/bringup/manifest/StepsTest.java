package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Commit;
import dev.bringup.model.CommitId;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.SecretRef;
import dev.bringup.template.Templates;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StepsTest {

    private static Resolve.Answer resolved(String profile) {
        SortedMap<String, byte[]> files = Repo.good();
        files.put("profile.yaml", Repo.bytes(Repo.text(files, "profile.yaml") + profile));
        return new Resolve(new Templates(InstantSource.system())::render)
                .resolve(
                        new Commit(new CommitId("a".repeat(40)), "Ada", Instant.EPOCH, "One"),
                        Repo.valid(files));
    }

    private static MachineSpec machine(String profile) {
        return switch (resolved(profile)) {
            case Resolve.Answer.Resolved(var desired) ->
                    Objects.requireNonNull(desired.machines().get(new MachineId("node-01")));
            case Resolve.Answer.Failed(List<Diagnostic> problems) ->
                    throw new AssertionError(Diagnostic.render(problems));
        };
    }

    @Test
    void theyAreRenderedForEachMachineAndLeaveItsFingerprintAlone() {
        MachineSpec plain = machine("");
        MachineSpec spec =
                machine(
                        """
                          variables: {key: {secret: {env: KEY}}}
                          steps:
                            - name: first
                              run: |
                                echo {{ machine.name }} > /etc/who
                                login {{ variables.key }}
                              unless: test -e /etc/{{ machine.name }}
                              timeout: 90s
                              retries: 2
                            - {name: second, run: "true"}
                        """);

        assertEquals(
                List.of(
                        new JoinStep(
                                "first",
                                "echo node-01 > /etc/who\nlogin %%secret.key%%\n",
                                Optional.of("test -e /etc/node-01"),
                                Duration.ofSeconds(90),
                                2,
                                new TreeMap<>(Map.of("%%secret.key%%", new SecretRef.Env("KEY")))),
                        new JoinStep("second", "true", Duration.ofMinutes(5))),
                spec.node().steps());
        assertEquals(plain.fingerprint(), spec.fingerprint());
        assertEquals(Duration.ofSeconds(30 + 3 * 95 + 30 + 305), spec.stepsTime());
    }

    @Test
    void whatCannotBeRenderedIsSaidAtTheStep() {
        Resolve.Answer answer =
                resolved(
                        """
                          steps:
                            - name: first
                              run: |
                                true
                                echo {{ machine.nam }}
                        """);
        assertEquals(
                """
                profile.yaml:9:12: error BU1502: step 'first', line 2: 'machine.nam' has no value here
                9 |       run: |
                  |            ^
                  = help: 'machine' has fqdn, ipAddress, kernelArgs, labels, location, macAddress, macs, name, network, profile, taints\
                """,
                answer instanceof Resolve.Answer.Failed(var all)
                        ? Diagnostic.render(all)
                        : "loads");
    }
}
