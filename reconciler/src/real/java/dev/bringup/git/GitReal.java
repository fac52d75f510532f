package dev.bringup.git;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.bringup.Commands;
import dev.bringup.Sshd;
import dev.bringup.secrets.SshKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Our looks at a repository of real Git, behind OpenSSH's server and behind Git's own program for
/// web servers.
class GitReal {

    private static final String HERE = "127.77.1.10";
    private static final char[] STORE = "changeit".toCharArray();

    @TempDir private Path folder;
    private Path origin;

    @BeforeEach
    void originExists() throws Exception {
        origin = folder.resolve("origin.git");
        Path work = folder.resolve("work");
        git("init", "--quiet", "--bare", "--initial-branch=main", "" + origin);
        git("clone", "--quiet", "" + origin, "" + work);
        Files.writeString(work.resolve("a.yaml"), "a\n");
        git("-C", "" + work, "checkout", "--quiet", "-B", "main");
        git("-C", "" + work, "add", "a.yaml");
        git("-C", "" + work, "commit", "--quiet", "--message", "One");
        git("-C", "" + work, "push", "--quiet", "origin", "main");
    }

    private static void git(String... arguments) throws Exception {
        Stream<String> who = Stream.of("-c", "user.name=Ann", "-c", "user.email=ann@lab.example");
        String[] command =
                Stream.of(Stream.of("git"), who, Stream.of(arguments))
                        .flatMap(words -> words)
                        .toArray(String[]::new);
        assertEquals(0, Commands.run(command).status());
    }

    private Look look(String url, Remote.Access access) throws Exception {
        Path clone = Files.createTempDirectory(folder, "clone").resolve("clone");
        return new StateRepository(clone, new Remote(url, "main", "", access))
                .look(Optional.empty());
    }

    private static void assertRead(Look look) {
        Look.Snapshot snapshot = assertInstanceOf(Look.Snapshot.class, look, look::toString);
        assertEquals("One", snapshot.commit().subject());
        assertEquals(Set.of("a.yaml"), snapshot.files().keySet());
    }

    private static void assertRefused(String because, Look look) {
        Look.Unreachable refused = assertInstanceOf(Look.Unreachable.class, look, look::toString);
        assertTrue(refused.because().contains(because), refused::because);
    }

    @Test
    void overSshWithAKeyToAHostThatIsKnown() throws Exception {
        SshKey ours = SshKey.of(new byte[32], "bringup");
        Path key = Files.writeString(folder.resolve("ours"), ours.privateText());
        Commands.run("chmod", "600", "" + key);
        Path stranger = folder.resolve("stranger");
        Commands.run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", "" + stranger);
        try (Sshd server = Sshd.start(folder, HERE, ours.publicText())) {
            String url = "ssh://root@%s:%d%s".formatted(HERE, server.port(), origin);
            Path known = known("known", server, server.hostKey());

            assertRead(look(url, access(key, known)));
            assertRefused(
                    "Server key did not validate",
                    look(url, access(key, known("other", server, server.otherKey()))));
            assertRefused(
                    "Server key did not validate",
                    look(url, access(key, Files.createFile(folder.resolve("nobody")))));
            assertRefused("Cannot log in at " + HERE, look(url, access(stranger, known)));
        }
    }

    private Path known(String name, Sshd server, String key) throws Exception {
        return Files.writeString(
                folder.resolve(name), "[%s]:%d %s".formatted(HERE, server.port(), key));
    }

    private static Remote.Access access(Path key, Path known) {
        return new Remote.Access(Optional.empty(), Optional.of(key), Optional.of(known));
    }

    @Test
    void overHttpsWithATokenToAHostThatIsTrusted() throws Exception {
        KeyStore keys = keys();
        SSLSocketFactory usual = HttpsURLConnection.getDefaultSSLSocketFactory();
        HttpsServer server =
                HttpsServer.create(new InetSocketAddress(InetAddress.getByName(HERE), 0), 16);
        server.setHttpsConfigurator(new HttpsConfigurator(context(keys)));
        server.createContext("/", new GitOverHttp(folder, "s3cret-token"));
        server.start();
        try {
            String url = "https://%s:%d/origin.git".formatted(HERE, server.getAddress().getPort());

            assertRefused(
                    "unable to find valid certification path", look(url, token("s3cret-token")));
            HttpsURLConnection.setDefaultSSLSocketFactory(context(keys).getSocketFactory());
            assertRead(look(url, token("s3cret-token")));
            assertRefused("not authorized", look(url, token("another")));
            assertRefused("Authentication is required", look(url, Remote.Access.NONE));
        } finally {
            HttpsURLConnection.setDefaultSSLSocketFactory(usual);
            server.stop(0);
        }
    }

    private static Remote.Access token(String token) {
        return new Remote.Access(Optional.of(token), Optional.empty(), Optional.empty());
    }

    private KeyStore keys() throws Exception {
        Path store = folder.resolve("keys.p12");
        String keytool = "" + Path.of(System.getProperty("java.home"), "bin", "keytool");
        String make = "-genkeypair -alias git -keyalg EC -dname CN=git.lab.example -ext SAN=IP:";
        String keep = HERE + " -storepass " + new String(STORE) + " -keystore " + store;
        Commands.run((keytool + " " + make + keep).split(" "));
        return KeyStore.getInstance(store.toFile(), STORE);
    }

    private static SSLContext context(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance("PKIX");
        own.init(keys, STORE);
        // Its certificate signed itself, and a store trusts its own keys' certificates only when
        // they stand there as such.
        KeyStore certificates = KeyStore.getInstance("PKCS12");
        certificates.load(null, null);
        certificates.setCertificateEntry("git", keys.getCertificate("git"));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance("PKIX");
        trusted.init(certificates);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
