package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Fleet;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.port.Outcome;
import dev.bringup.port.Tally;
import dev.bringup.power.Elsewhere;
import dev.bringup.power.IpmiPower;
import dev.bringup.power.Ladder;
import dev.bringup.power.LibvirtPower;
import dev.bringup.power.PduPower;
import dev.bringup.power.RedfishPower;
import dev.bringup.power.WakeOnLan;
import dev.bringup.ssh.Ssh;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The rung against a host whose virsh is written out here, over a real SSH server.
class LibvirtTest {

    private static final String HERE = "127.77.3.20";
    private static final String VIRSH = "LC_ALL=C virsh -q -c 'qemu:///system' ";

    private final List<String> told = new CopyOnWriteArrayList<>();
    private volatile String state = "shut off";
    private volatile boolean hangs;
    private Optional<String> key = Optional.empty();
    private KeyPair host;
    private KeyPair ours;
    private SshServer server;

    @BeforeEach
    void start() throws Exception {
        host = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        ours = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(ours, "virt", null, written);
        key = Optional.of(written.toString(StandardCharsets.US_ASCII));
        server = SshServer.setUpDefaultServer();
        server.setHost(HERE);
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, offered, _) ->
                user.equals("virt") && KeyUtils.compareKeys(offered, ours.getPublic()));
        server.setCommandFactory((_, command) -> new Virsh(command));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        server.stop(true);
    }

    /// One domain, vm1.
    private final class Virsh extends AbstractCommandSupport {

        Virsh(String command) {
            super(command, null);
        }

        @Override
        public void run() {
            String command = getCommand();
            if (!command.startsWith(VIRSH) || !command.endsWith(" 'vm1'")) {
                fail(1, "error: failed to get domain 'vm2'");
                return;
            }
            String verb = command.substring(VIRSH.length()).replace(" 'vm1'", "");
            switch (verb) {
                case "domstate" -> {
                    say(getOutputStream(), state + "\n");
                    onExit(0);
                    return;
                }
                case "start" -> state = "running";
                case "destroy" -> state = "shut off";
                case "shutdown" -> state = hangs ? "in shutdown" : "shut off";
                case String other -> throw new IllegalStateException(other);
            }
            told.add(verb);
            onExit(0);
        }

        private void fail(int status, String because) {
            say(getErrorStream(), because + "\n");
            onExit(status);
        }

        private static void say(OutputStream stream, String text) {
            try {
                stream.write(text.getBytes(StandardCharsets.US_ASCII));
                stream.flush();
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private Ladder ladder() {
        InstantSource clock = InstantSource.system();
        SecureRandom random = new SecureRandom();
        LibvirtPower.Timing quick =
                new LibvirtPower.Timing(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(5),
                        Duration.ofMillis(30),
                        Duration.ofMillis(10));
        return new Ladder(
                new Ladder.Drivers(
                        WakeOnLan.once(_ -> key),
                        new IpmiPower(_ -> key, random, clock, IpmiPower.Timing.USUAL),
                        new RedfishPower(_ -> key, clock, RedfishPower.Timing.USUAL),
                        new PduPower(_ -> key, random, clock, PduPower.Timing.USUAL),
                        new LibvirtPower(
                                new Hypervisors(new Ssh(Thread::startVirtualThread), _ -> key),
                                clock,
                                quick),
                        (_, _, _) -> Optional.empty(),
                        new Elsewhere(_ -> key, random, clock, Path.of("/none"), (_, _) -> {})),
                clock,
                Tally.NONE);
    }

    private MachineSpec machine(String domain, KeyPair shown) {
        Rung rung =
                new Rung.Libvirt(
                        Ip4.parse(HERE),
                        server.getPort(),
                        "virt",
                        PublicKeyEntry.toString(shown.getPublic()),
                        new SecretRef.Env("KEY"),
                        "qemu:///system",
                        domain);
        MachineSpec spec = Fleet.machine(1, 1);
        MachineSpec.Hardware hardware = spec.hardware();
        return new MachineSpec(
                spec.id(),
                hardware.with(List.of(rung)),
                spec.address(),
                spec.profile(),
                spec.install(),
                spec.node(),
                spec.intent());
    }

    private Outcome apply(Ladder.Verb verb) {
        return ladder().apply(machine("vm1", host), verb, Ladder.NextBoot.PXE);
    }

    @Test
    void aDomainGoesOnAndOffAndOnAgain() {
        assertEquals(
                Optional.of(new Ladder.Reading(Power.OFF, "bmc")),
                ladder().status(machine("vm1", host)));
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.ON));
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.ON));
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.CYCLE));
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.OFF));
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.OFF));
        assertEquals(List.of("start", "destroy", "start", "shutdown"), told);
    }

    @Test
    void whoDoesNotShutDownIsCutOff() {
        state = "running";
        hangs = true;
        assertEquals(new Outcome.Done(), apply(Ladder.Verb.OFF));
        assertEquals(List.of("shutdown", "destroy"), told);
    }

    @Test
    void aStateThatIsNeither() {
        state = "no state";
        assertEquals(
                new Outcome.Retry(
                        "domain vm1 on 127.77.3.20: virsh says that its state is 'no state'",
                        Duration.ofSeconds(10)),
                apply(Ladder.Verb.ON));
    }

    @Test
    void whatAHumanMustMend() {
        assertEquals(
                new Outcome.Stalled(
                        "domain vm2 on 127.77.3.20: virsh domstate: error: failed to get domain"
                                + " 'vm2'"),
                ladder().apply(machine("vm2", host), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        assertEquals(
                new Outcome.Stalled(
                        "127.77.3.20 has the host key %s, not %s"
                                .formatted(
                                        KeyUtils.getFingerPrint(host.getPublic()),
                                        KeyUtils.getFingerPrint(ours.getPublic()))),
                ladder().apply(machine("vm1", ours), Ladder.Verb.ON, Ladder.NextBoot.PXE));
        key = Optional.of("nonsense");
        assertEquals(
                new Outcome.Stalled(
                        "the SSH key for 127.77.3.20 cannot be read; it must have no passphrase"),
                apply(Ladder.Verb.ON));
        key = Optional.empty();
        assertEquals(
                new Outcome.Stalled("the SSH key for 127.77.3.20 is missing"),
                apply(Ladder.Verb.ON));
        assertEquals(List.of(), told);
    }
}
