package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.AttemptId;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Tally;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.RootKey;
import dev.bringup.secrets.SshKey;
import dev.bringup.ssh.Credential;
import dev.bringup.ssh.HostTrust;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whom the reconciler takes for a machine that it logs in to, and with what.
class MachinesTest {

    private static final MachineSpec NODE = Fleet.machine(1, 1);
    private static final Credential MORE =
            new Credential.Key(SshKey.of(new byte[32], "ops").pair());

    @TempDir Path folder;

    private Target target(RootKey root, Optional<AttemptId> installed, List<String> authorities) {
        Machines machines =
                new Machines(
                        new Ssh(Runnable::run),
                        new HostKeys(root, Optional.empty(), new Mask(), InstantSource.system()),
                        new SshAccess(2222, List.of(), Optional.empty(), List.of(MORE)),
                        new Machines.Discreet(_ -> "", text -> text, Tally.NONE.tape()),
                        new Snapshots(folder, InstantSource.system()));
        return machines.target(
                NODE,
                new Hands.Login("ops", installed, authorities, List.of("ssh-ed25519 AAAAOWN")));
    }

    @Test
    void aMachineOfOursHasTheKeyOfItsInstallation() throws IOException {
        RootKey root = RootKey.load(folder.resolve("root"), new SecureRandom());
        AttemptId attempt = new AttemptId("attempt-1");
        Target target = target(root, Optional.of(attempt), List.of());
        assertEquals(
                new HostTrust(
                        Optional.of(root.hostKey(attempt).publicText()),
                        List.of(),
                        Optional.of(
                                new HostTrust.OfOurs(
                                        List.of("ssh-ed25519 AAAAOWN"), NODE.id() + "/attempt-1"))),
                target.host());
        assertEquals("ops@" + NODE.address() + ":2222", target.toString());
    }

    /// Whatever else is lost, the cluster's authorities tell who it is.
    @Test
    void oneThatNobodyInstalledIsKnownByTheAuthorities() throws IOException {
        RootKey root = RootKey.load(folder.resolve("root"), new SecureRandom());
        Target target = target(root, Optional.empty(), List.of("ssh-ed25519 AAAACA"));
        assertEquals(new HostTrust(Optional.empty(), List.of("ssh-ed25519 AAAACA")), target.host());
    }

    @Test
    void ourOwnKeyIsTriedFirst() throws IOException {
        RootKey root = RootKey.load(folder.resolve("root"), new SecureRandom());
        List<Credential> ours = target(root, Optional.empty(), List.of()).ours();
        assertEquals(2, ours.size());
        assertEquals(MORE, ours.getLast());
    }
}
