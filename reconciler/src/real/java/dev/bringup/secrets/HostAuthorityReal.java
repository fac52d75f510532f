package dev.bringup.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.Sshd;
import dev.bringup.model.AttemptId;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.ssh.Credential;
import dev.bringup.ssh.HostTrust;
import dev.bringup.ssh.Ran;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our certificates of host keys, shown by OpenSSH's server to OpenSSH's client and to ours.
class HostAuthorityReal {

    private static final String HERE = "127.77.1.11";
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final SshKey MINE = SshKey.of(new byte[32], "me");
    private static final Ran IN = new Ran.Exited(0, "in\n", "");

    private static final Issuer ISSUER = new Issuer(Instant.now(), new SecureRandom());
    private static final Roots ROOTS =
            ISSUER.make(List.of("age1se5ghfycr4n8kcwc3qwf234ymvmr2lex2a99wh8gpfx97glwt9hqch4569"));
    private static final HostAuthority OURS = HostAuthority.of(ROOTS).orElseThrow();

    @TempDir Path folder;

    private void sign(HostAuthority by, String machine, String attempt, String address)
            throws Exception {
        sign(by, machine, attempt, address, Instant.now());
    }

    private void sign(HostAuthority by, String machine, String attempt, String address, Instant now)
            throws Exception {
        SshKey host = SshKey.read(Files.readString(folder.resolve("host")), "host");
        Files.writeString(
                folder.resolve("host-cert.pub"),
                by.certificate(
                                host,
                                new HostAuthority.Host(
                                        new MachineId(machine),
                                        new AttemptId(attempt),
                                        List.of(machine, address)),
                                now)
                        + "\n");
    }

    @Test
    void opensshReadsItAndKnowsTheMachineByIt() throws Exception {
        Path key = Files.writeString(folder.resolve("mine"), MINE.privateText());
        Commands.run("chmod", "600", "" + key);
        try (Sshd server = Sshd.start(folder, HERE, MINE.publicText())) {
            assertEquals(255, openssh(server, OURS).status(), "no certificate yet");
            sign(OURS, "node-01", "a1", HERE);
            String read =
                    Commands.run("ssh-keygen", "-L", "-f", folder + "/host-cert.pub").output();
            for (String line :
                    List.of(
                            "Type: ssh-ed25519-cert-v01@openssh.com host certificate",
                            "Key ID: \"node-01/a1\"",
                            "Principals: \n                node-01\n                " + HERE,
                            "(using ssh-ed25519)")) {
                assertTrue(read.contains(line), read);
            }
            assertEquals(new Commands.Ran(0, "in\n"), openssh(server, OURS));
            // Who rotated knows both.
            HostAuthority next = HostAuthority.of(ISSUER.rotateHostAuthority(ROOTS)).orElseThrow();
            assertEquals(new Commands.Ran(0, "in\n"), openssh(server, next));

            sign(OURS, "node-02", "a1", "127.77.1.12");
            Commands.Ran another = openssh(server, OURS);
            assertEquals(255, another.status(), another.output());
            assertTrue(
                    another.output().contains("name is not a listed principal"), another::output);
            sign(strangers(), "node-01", "a1", HERE);
            Commands.Ran strange = openssh(server, OURS);
            assertEquals(255, strange.status(), strange.output());
            assertTrue(strange.output().contains("verification failed"), strange::output);
        }
    }

    private static HostAuthority strangers() {
        return HostAuthority.of(ISSUER.make(ROOTS.recipients())).orElseThrow();
    }

    private Commands.Ran openssh(Sshd server, HostAuthority by) throws Exception {
        StringBuilder lines = new StringBuilder();
        by.trusted().forEach(line -> lines.append("@cert-authority 127.77.1.* " + line + "\n"));
        Path known = Files.writeString(folder.resolve("known"), lines);
        return Commands.run(
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "UserKnownHostsFile=" + known,
                "-o",
                "GlobalKnownHostsFile=/dev/null",
                "-o",
                "StrictHostKeyChecking=yes",
                "-o",
                "BatchMode=yes",
                "-i",
                folder + "/mine",
                "-p",
                "" + server.port(),
                "root@" + HERE,
                "echo in");
    }

    @Test
    void ourClientTakesItForTheInstallationThatItNamesAndNoOther() throws Exception {
        try (Sshd server = Sshd.start(folder, HERE, MINE.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            HostTrust lost = trust(server.otherKey(), "node-01/a1");
            HostTrust pinned = trust(server.hostKey(), "node-01/a1");
            assertInstanceOf(Ran.WrongKey.class, in(executor, server, lost), "no certificate");
            assertEquals(IN, in(executor, server, pinned));
            sign(OURS, "node-01", "a1", HERE);
            assertEquals(IN, in(executor, server, lost));
            assertInstanceOf(
                    Ran.WrongKey.class,
                    in(executor, server, trust(server.otherKey(), "node-01/a2")),
                    "of the installation before");
            assertInstanceOf(
                    Ran.WrongKey.class,
                    in(executor, server, new HostTrust(server.otherKey())),
                    "there is no authority");
            SshKey another = SshKey.of("nobody lets this key in anywhere".getBytes(UTF_8), "no");
            assertInstanceOf(Ran.Denied.class, in(executor, server, lost, another));
        }
    }

    @Test
    void neitherAnothersNorAnOldOneNorAStrangersIsTaken() throws Exception {
        try (Sshd server = Sshd.start(folder, HERE, MINE.publicText());
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            HostTrust lost = trust(server.otherKey(), "node-01/a1");
            sign(OURS, "node-01", "a1", "127.77.1.12");
            assertInstanceOf(Ran.WrongKey.class, in(executor, server, lost), "another address");
            sign(strangers(), "node-01", "a1", HERE);
            assertInstanceOf(Ran.WrongKey.class, in(executor, server, lost), "a stranger's");
            sign(OURS, "node-01", "a1", HERE, Instant.now().minus(Duration.ofDays(400)));
            assertInstanceOf(Ran.WrongKey.class, in(executor, server, lost), "it ran out");
            assertEquals(
                    IN,
                    in(executor, server, trust(server.hostKey(), "node-01/a1")),
                    "what ran out locks nobody out who knows the key");
        }
    }

    private static HostTrust trust(String pinned, String id) {
        return new HostTrust(
                Optional.of(pinned),
                List.of(),
                Optional.of(new HostTrust.OfOurs(OURS.trusted(), id)));
    }

    private static Ran in(ExecutorService threads, Sshd server, HostTrust host) {
        return in(threads, server, host, MINE);
    }

    private static Ran in(ExecutorService threads, Sshd server, HostTrust host, SshKey key) {
        // No connection of before is used.
        return new Ssh(threads)
                .exec(
                        new Target(
                                Ip4.parse(HERE),
                                server.port(),
                                "root",
                                host,
                                List.of(new Credential.Key(key.pair()))),
                        "echo in",
                        SOON);
    }
}
