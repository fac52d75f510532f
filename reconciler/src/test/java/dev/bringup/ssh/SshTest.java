package dev.bringup.ssh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Ip4;
import dev.bringup.secrets.SshKey;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.AbstractCommandSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SshTest {

    private static final Duration SOON = Duration.ofSeconds(10);

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch never = new CountDownLatch(1);
    private final Ssh ssh = new Ssh(executor);
    private final SshKey ours = SshKey.of(new byte[32], "bringup");
    private KeyPair host;
    private SshServer server;

    @BeforeEach
    void start() throws IOException, GeneralSecurityException {
        host = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        server = SshServer.setUpDefaultServer();
        server.setHost("127.77.1.1");
        server.setKeyPairProvider(KeyPairProvider.wrap(host));
        server.setPublickeyAuthenticator((user, key, _) ->
                user.equals("ops") && ours.publicText().startsWith(PublicKeyEntry.toString(key)));
        server.setCommandFactory((_, command) -> new Told(command));
        server.start();
    }

    @AfterEach
    void stop() throws IOException {
        never.countDown();
        server.stop(true);
        executor.close();
    }

    /// What the server runs: its commands are for this test only.
    private final class Told extends AbstractCommandSupport {

        Told(String command) {
            super(command, null);
        }

        @Override
        public void run() {
            try {
                switch (getCommand()) {
                    case "both" -> {
                        say(getOutputStream(), "out");
                        say(getErrorStream(), "err");
                        onExit(3);
                    }
                    case "lines" -> {
                        say(getOutputStream(), "one\ntwo");
                        say(getOutputStream(), " more\n\nlast");
                        onExit(0);
                    }
                    case "much" -> {
                        for (int i = 0; i < 80; i++) {
                            say(getErrorStream(), "e".repeat(50_000));
                        }
                        for (int i = 0; i < 80; i++) {
                            say(getOutputStream(), "o".repeat(50_000));
                        }
                        onExit(0);
                    }
                    case "reboot" -> getServerSession().close(true);
                    default -> never.await();
                }
            } catch (IOException | InterruptedException e) {
                onExit(255, e.toString());
            }
        }

        private void say(OutputStream stream, String text) throws IOException {
            stream.write(text.getBytes(StandardCharsets.US_ASCII));
            stream.flush();
        }

        @Override
        public void destroy(ChannelSession channel) {
            never.countDown();
        }

        @Override
        public void start(ChannelSession channel, Environment environment) throws IOException {
            super.start(channel, environment);
        }
    }

    private Target target(KeyPair expected, String user) {
        return new Target(
                Ip4.parse("127.77.1.1"),
                server.getPort(),
                user,
                PublicKeyEntry.toString(expected.getPublic()),
                ours.pair());
    }

    private Ran exec(String command) {
        return ssh.exec(target(host, "ops"), command, SOON);
    }

    @Test
    void eachLineIsToldWhenItIsWhole() {
        List<String> told = new CopyOnWriteArrayList<>();
        assertEquals(
                new Ran.Exited(0, "one\ntwo more\n\nlast", ""),
                ssh.exec(target(host, "ops"), "lines", SOON, told::add));
        assertEquals(List.of("one", "two more", "last"), told);
    }

    @Test
    void aCommandsStatusAndOutputsComeBack() {
        assertEquals(new Ran.Exited(3, "out", "err"), exec("both"));
        assertEquals("it exited with status 3: err", exec("both").text());
    }

    @Test
    void muchOutputIsCutAndBlocksNothing() {
        Ran.Exited exited = assertInstanceOf(Ran.Exited.class, exec("much"));
        assertEquals("o".repeat(Ssh.MOST_OUTPUT), exited.output());
        assertEquals("e".repeat(Ssh.MOST_OUTPUT), exited.errors());
    }

    @Test
    void aHostWithAnotherKeyIsNeverTalkedTo() throws Exception {
        KeyPair expected = KeyUtils.generateKeyPair("ssh-ed25519", 256);
        Ran ran = ssh.exec(target(expected, "ops"), "both", SOON);
        assertEquals(
                new Ran.WrongKey(
                        "127.77.1.1 has the host key %s, not %s"
                                .formatted(
                                        KeyUtils.getFingerPrint(host.getPublic()),
                                        KeyUtils.getFingerPrint(expected.getPublic()))),
                ran);
    }

    @Test
    void withoutAnExpectedKeyNobodyIsTrusted() {
        Target target =
                new Target(Ip4.parse("127.77.1.1"), server.getPort(), "ops", "", ours.pair());
        assertEquals(
                new Ran.WrongKey("no host key to expect: '' is not an OpenSSH public key"),
                ssh.exec(target, "both", SOON));
    }

    @Test
    void aUserWhoIsNotLetInIsDenied() {
        assertEquals(
                new Ran.Denied("127.77.1.1 does not let root in with our key"),
                ssh.exec(target(host, "root"), "both", SOON));
    }

    @Test
    void aCommandThatNeverEndsIsCutOff() {
        assertEquals(
                new Ran.TimedOut(Duration.ofSeconds(1)),
                ssh.exec(target(host, "ops"), "hang", Duration.ofSeconds(1)));
    }

    @Test
    void aServerThatAcceptsAndSaysNothingIsCutOff() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getByName("127.77.1.2"))) {
            Target target =
                    new Target(
                            Ip4.parse("127.77.1.2"),
                            silent.getLocalPort(),
                            "ops",
                            PublicKeyEntry.toString(host.getPublic()),
                            ours.pair());
            assertEquals(
                    new Ran.TimedOut(Duration.ofMillis(500)),
                    ssh.exec(target, "both", Duration.ofMillis(500)));
        }
    }

    @Test
    void aConnectionThatEndsUnderACommandIsLost() {
        Ran.Lost lost = assertInstanceOf(Ran.Lost.class, exec("reboot"));
        assertTrue(
                lost.because().startsWith("the connection ended before the command did"),
                lost::because);
    }

    @Test
    void anAddressWhereNobodyListensIsUnreachable() throws IOException {
        int port = server.getPort();
        server.stop(true);
        Ran ran =
                ssh.exec(
                        new Target(
                                Ip4.parse("127.77.1.1"),
                                port,
                                "ops",
                                PublicKeyEntry.toString(host.getPublic()),
                                ours.pair()),
                        "both",
                        SOON);
        assertEquals(
                new Ran.Unreachable(
                        "127.77.1.1:%d does not answer: Connection refused".formatted(port)),
                ran);
    }

    private int logins() {
        return server.getActiveSessions().size();
    }

    @Test
    void commandsInARowShareOneLogin() {
        Target target = target(host, "ops");
        for (int n = 0; n < 3; n++) {
            assertEquals(new Ran.Exited(3, "out", "err"), ssh.exec(target, "both", SOON));
        }
        assertEquals(1, logins());
    }

    /// The command never left on the dead one: it runs once.
    @Test
    void aConnectionThatDiedMeanwhileIsReplaced() {
        Target target = target(host, "ops");
        assertEquals(new Ran.Exited(3, "out", "err"), ssh.exec(target, "both", SOON));
        server.getActiveSessions().forEach(session -> session.close(true));
        assertEquals(new Ran.Exited(3, "out", "err"), ssh.exec(target, "both", SOON));
    }

    @Test
    void aConnectionIsNotKeptForLong() throws InterruptedException {
        Ssh hasty = new Ssh(executor, Duration.ofMillis(20));
        assertEquals(
                new Ran.Exited(3, "out", "err"), hasty.exec(target(host, "ops"), "both", SOON));
        for (int i = 0; i < 500 && logins() > 0; i++) {
            Thread.sleep(10);
        }
        assertEquals(0, logins());
    }
}
