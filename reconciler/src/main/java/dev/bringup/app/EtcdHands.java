package dev.bringup.app;

import dev.bringup.model.ClusterAction;
import dev.bringup.model.Etcd;
import dev.bringup.model.Kubernetes.Tool;
import dev.bringup.model.MachineId;
import dev.bringup.model.Sighting;
import dev.bringup.port.Outcome;
import dev.bringup.ssh.Ran;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import dev.bringup.view.EtcdScript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// What is done to etcd, over SSH on one of the control planes that hold it.
final class EtcdHands {

    private static final Duration ASK = Duration.ofSeconds(90);

    /// Eight gigabytes, which etcd is not meant to outgrow, over a line of a gigabit.
    private static final Duration SAVE = Duration.ofMinutes(4);

    private static final Duration AGAIN = Duration.ofSeconds(10);
    private static final String SHELL = "sudo -n sh -s";

    private final Ssh ssh;
    private final Snapshots snapshots;

    EtcdHands(Ssh ssh, Snapshots snapshots) {
        this.ssh = ssh;
        this.snapshots = snapshots;
    }

    Outcome perform(ClusterAction.OnEtcd action, Tool tool, Target target, Consumer<Sighting> see) {
        Outcome outcome =
                switch (action) {
                    case ClusterAction.Snapshot(MachineId by, _) -> save(by, tool, target, see);
                    case ClusterAction.RemoveMember(_, MachineId id, Etcd.Member member, _) ->
                            of(ssh.feed(target, SHELL, EtcdScript.remove(tool, id, member), ASK));
                };
        return outcome instanceof Outcome.Done ? look(action.by(), tool, target, see) : outcome;
    }

    private Outcome look(MachineId by, Tool tool, Target target, Consumer<Sighting> see) {
        Ran ran = ssh.feed(target, SHELL, EtcdScript.members(tool), ASK);
        if (ran instanceof Ran.Exited(int status, String output, _) && status == 0) {
            List<Etcd.Member> members = EtcdScript.read(tool, output);
            if (members.isEmpty()) {
                return new Outcome.Retry("etcd on " + by + " names no members", AGAIN);
            }
            see.accept(new Sighting.MembersSeen(by, members));
        }
        return of(ran);
    }

    private Outcome save(MachineId by, Tool tool, Target target, Consumer<Sighting> see) {
        try (Snapshots.Draft draft = snapshots.begin()) {
            Ran ran = ssh.save(target, SHELL, EtcdScript.snapshot(tool), draft, SAVE);
            if (of(ran) instanceof Outcome.Done) {
                see.accept(new Sighting.EtcdSaved(draft.keep(by)));
            }
            return of(ran);
        } catch (IOException e) {
            return new Outcome.Retry("the snapshot of etcd: " + e.getMessage(), AGAIN);
        }
    }

    /// Lays a snapshot where the join script looks for it.
    Outcome bring(Etcd.Snapshot snapshot, Target target) {
        Path file = snapshots.file(snapshot);
        if (!Files.isReadable(file)) {
            return new Outcome.Stalled(
                    "the snapshot of etcd that it begins with is not in the data directory any"
                            + " more; bring it back as "
                            + file);
        }
        try (InputStream content = Files.newInputStream(file)) {
            return of(ssh.pour(target, EtcdScript.BRING, content, SAVE));
        } catch (IOException e) {
            return new Outcome.Retry("the snapshot of etcd: " + e.getMessage(), AGAIN);
        }
    }

    private static Outcome of(Ran ran) {
        return ran instanceof Ran.Exited(int status, _, _) && status == 0
                ? new Outcome.Done()
                : new Outcome.Retry("etcd, over SSH: " + ran.text(), AGAIN);
    }
}
