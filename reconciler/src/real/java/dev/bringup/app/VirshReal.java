package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.Commands;
import dev.bringup.Sshd;
import dev.bringup.model.Ip4;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.power.LibvirtPower.Reply;
import dev.bringup.ssh.Ssh;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Debian's virsh behind OpenSSH's server, with a key that ssh-keygen wrote. Its test driver
/// forgets everything between two commands, so that each is looked at alone.
class VirshReal {

    @TempDir Path folder;

    private static final String DOMSTATE = "LC_ALL=C virsh -q -c 'test:///default' domstate ";

    @Test
    void virshSaysWhatTheRungReads() throws Exception {
        Path key = folder.resolve("ours");
        Commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "" + key);
        String authorized = Files.readString(folder.resolve("ours.pub"));
        try (Sshd sshd = Sshd.start(folder, "127.77.3.21", authorized)) {
            Rung.Libvirt host =
                    new Rung.Libvirt(
                            Ip4.parse("127.77.3.21"),
                            sshd.port(),
                            "root",
                            sshd.hostKey(),
                            new SecretRef.Env("KEY"),
                            "test:///default",
                            "test");
            String text = Files.readString(key);
            Hypervisors hosts =
                    new Hypervisors(new Ssh(Thread::startVirtualThread), _ -> Optional.of(text));
            assertEquals(
                    new Reply.Exited(0, "running\n", ""), run(hosts, host, DOMSTATE + "'test'"));
            assertEquals(
                    new Reply.Exited(1, "", "error: failed to get domain 'other'\n"),
                    run(hosts, host, DOMSTATE + "'other'"));
            for (String verb : new String[] {"shutdown", "destroy"}) {
                assertEquals(
                        new Reply.Exited(0, "", ""),
                        run(hosts, host, "virsh -q -c 'test:///default' " + verb + " 'test'"));
            }
            String twice =
                    "virsh -q -c 'test:///default' 'destroy test; domstate test; start test'";
            assertEquals(new Reply.Exited(0, "shut off\n", ""), run(hosts, host, twice));
        }
    }

    private static Reply run(Hypervisors hosts, Rung.Libvirt host, String command) {
        return hosts.run(host, command, Duration.ofSeconds(30));
    }
}
