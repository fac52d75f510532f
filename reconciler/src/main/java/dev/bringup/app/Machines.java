package dev.bringup.app;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.model.AttemptId;
import dev.bringup.model.CommitId;
import dev.bringup.model.Fingerprint;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.JoinStep;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Marker;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sighting;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tape;
import dev.bringup.power.BootEntries;
import dev.bringup.power.Ladder;
import dev.bringup.secrets.Filler;
import dev.bringup.ssh.Credential;
import dev.bringup.ssh.Ran;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import dev.bringup.view.JoinScript;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// What we do on machines over SSH: look who they are, switch them off, let them join.
final class Machines {

    private static final Duration LOOK = Duration.ofSeconds(6);
    private static final Duration COMMAND = Duration.ofSeconds(20);
    private static final Duration JOIN = Duration.ofMinutes(2);
    private static final Duration MAKE = Duration.ofMinutes(10);
    private static final Duration AGAIN = Duration.ofSeconds(10);

    private static final String WHO_ARE_YOU =
            "cat /proc/sys/kernel/random/boot_id; cat /etc/bringup/machine.json";

    private final Ssh ssh;
    private final HostKeys hosts;
    private final List<Credential> ours;
    private final int port;
    private final Discreet discreet;
    private final EtcdHands etcd;
    private final ObjectMapper json = new ObjectMapper();

    /// How the operator's secrets are read, and taken out of what is shown.
    record Discreet(Function<SecretRef, String> secrets, UnaryOperator<String> hide, Tape tape) {}

    Machines(Ssh ssh, HostKeys hosts, SshAccess access, Discreet discreet, Snapshots snapshots) {
        this.ssh = ssh;
        this.hosts = hosts;
        ours = new ArrayList<>(List.of(new Credential.Key(hosts.root().clientKey().pair())));
        ours.addAll(access.more());
        port = access.port();
        this.discreet = discreet;
        etcd = new EtcdHands(ssh, snapshots);
    }

    /// Where SSH listens on machines.
    int port() {
        return port;
    }

    HostKeys hosts() {
        return hosts;
    }

    EtcdHands etcd() {
        return etcd;
    }

    /// Who answers, when it is the one that the attempt installed. Only a host key of its own is
    /// taken; that of another is an alarm.
    Optional<Sighting> look(MachineSpec machine, Hands.Login login, Consumer<String> alarm) {
        Ran ran = ssh.exec(target(machine, login), WHO_ARE_YOU, LOOK);
        hosts.wrong().judged(machine.id(), login.installed(), ran).ifPresent(alarm);
        return kept(machine, "who are you", ran) instanceof Ran.Exited(_, String output, _)
                ? seen(machine.id(), output)
                : Optional.empty();
    }

    private Optional<Sighting> seen(MachineId id, String output) {
        int line = output.indexOf('\n');
        if (line <= 0) {
            return Optional.empty();
        }
        return Optional.of(
                new Sighting.ShellSeen(
                        id, output.substring(0, line).strip(), marker(output.substring(line))));
    }

    private Optional<Marker> marker(String text) {
        try {
            JsonNode tree = json.readTree(text);
            return Optional.of(
                    new Marker(
                            new MachineId(tree.path("machine").asText()),
                            new AttemptId(tree.path("attempt").asText()),
                            new CommitId(tree.path("commit").asText()),
                            new Fingerprint(tree.path("fingerprint").asText()),
                            Marker.State.valueOf(
                                    tree.path("state").asText().toUpperCase(Locale.ROOT))));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty(); // not one of ours
        }
    }

    /// Empty when it was done. A connection that ends under `poweroff` is how that looks.
    Optional<String> power(
            MachineSpec machine, Hands.Login login, String command, Ladder.NextBoot next) {
        Target target = target(machine, login);
        if (next == Ladder.NextBoot.PXE) {
            steer(machine, target);
        }
        Ran ran = kept(machine, command, ssh.exec(target, "sudo -n /sbin/" + command, COMMAND));
        return switch (ran) {
            case Ran.Exited(int status, _, _) when status == 0 -> Optional.empty();
            case Ran.Lost _ -> Optional.empty();
            case Ran.Exited _, Ran.Unreachable _, Ran.WrongKey _, Ran.Denied _, Ran.TimedOut _ ->
                    Optional.of("ssh: " + ran.text());
        };
    }

    /// Where there is UEFI, a running system says once what starts next: it need not come first in
    /// the order. What is missing for that is missing on many machines, and no reason to stop.
    private void steer(MachineSpec machine, Target target) {
        Ran listed = ssh.exec(target, "sudo -n efibootmgr -v", COMMAND);
        if (listed instanceof Ran.Exited(int status, String printed, _) && status == 0) {
            BootEntries.network(printed, machine.macs())
                    .ifPresent(entry -> {
                        String command = "efibootmgr --quiet --bootnext " + entry;
                        Ran _ =
                                kept(
                                        machine,
                                        command,
                                        ssh.exec(target, "sudo -n " + command, COMMAND));
                    });
        }
    }

    /// Runs its steps; `told` gets what they print.
    Outcome prepare(MachineSpec machine, Hands.Login login, Consumer<String> told) {
        Target target = target(machine, login);
        return new JoinSteps(
                        (command, deadline, lines) ->
                                kept(machine, "a step", ssh.exec(target, command, deadline, lines)),
                        (step, text) -> Filler.command(text, step.secrets(), discreet.secrets()),
                        line -> told.accept(discreet.hide().apply(line)),
                        JoinStep.PAUSE)
                .run(machine.node().steps());
    }

    /// The script goes in by the shell's input: a command line can be seen by others, and is
    /// logged.
    Outcome join(MachineSpec machine, Hands.Login login, JoinMaterial material) {
        Duration deadline = material.plane().isPresent() ? MAKE : JOIN;
        Ran ran =
                kept(
                        machine,
                        "join",
                        ssh.feed(
                                target(machine, login),
                                "sudo -n sh -s",
                                JoinScript.of(machine.id(), material),
                                deadline));
        return ran instanceof Ran.Exited(int status, _, _) && status == 0
                ? new Outcome.Done()
                : new Outcome.Retry(
                        "joining over SSH: " + discreet.hide().apply(ran.text()), AGAIN);
    }

    /// What came of a command, for the flight recorder as well.
    private Ran kept(MachineSpec machine, String command, Ran ran) {
        String printed =
                ran instanceof Ran.Exited(_, String output, String errors)
                        ? "\n" + output + errors
                        : "";
        discreet.tape()
                .line(
                        machine.id(),
                        Tape.Track.SSH,
                        discreet.hide()
                                .apply(command + ": " + ran.text() + printed)
                                .stripTrailing());
        return ran;
    }

    Target target(MachineSpec machine, Hands.Login login) {
        return new Target(
                machine.address(), port, login.user(), hosts.trust(machine.id(), login), ours);
    }
}
