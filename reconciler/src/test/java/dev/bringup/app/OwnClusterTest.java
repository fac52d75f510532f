package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.PkiOptions;
import dev.bringup.git.Remote;
import dev.bringup.git.StateRepository;
import dev.bringup.secrets.Issuer;
import dev.bringup.secrets.Mask;
import dev.bringup.template.Templates;
import dev.bringup.port.Tally;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.api.Git;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a repository that says how its cluster is made to our own kubeconfig for it.
class OwnClusterTest {

    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";
    private static final Issuer ISSUER =
            new Issuer(Instant.parse("2026-09-01T00:00:00Z"), new SecureRandom());

    @TempDir Path folder;
    private final Mask mask = new Mask();
    private Path identity = Path.of("");
    private Path bare = Path.of("");
    private Git clone;

    @BeforeEach
    void start() throws Exception {
        identity = Files.writeString(folder.resolve("key.txt"), KEY + "\n");
        bare = folder.resolve("state.git");
        LabRepository.create(bare, 1, Instant.parse("2026-09-01T12:00:00Z"));
        clone =
                Git.cloneRepository()
                        .setURI(bare.toUri().toString())
                        .setDirectory(folder.resolve("clone").toFile())
                        .call();
    }

    @AfterEach
    void stop() {
        clone.close();
    }

    private void push() throws Exception {
        clone.add().addFilepattern(".").call();
        clone.commit().setAuthor("Ann", "a@x").setCommitter("Ann", "a@x").setMessage("It").call();
        clone.push().call();
    }

    private void madeHere() throws Exception {
        madeHere("kubeadm");
    }

    private void madeHere(String tool) throws Exception {
        Path cluster = folder.resolve("clone/cluster.yaml");
        String text = Files.readString(cluster);
        String made =
                text.replace(
                        "bootstrap: external",
                        "bootstrap: " + tool + "\n    endpoint: 127.77.1.1:6443");
        assertFalse(made.equals(text), text);
        Files.writeString(cluster, made);
        PkiOptions pki = new PkiOptions();
        pki.task = PkiOptions.Task.INIT;
        pki.path = folder.resolve("clone");
        pki.ageIdentity = identity;
        new RootsOfTrust(pki, ISSUER, new PrintStream(PrintStream.nullOutputStream())).run();
        push();
    }

    private String kubeconfig(String branch, Optional<Path> key) throws IOException {
        Repository repository =
                new Repository(
                        new StateRepository(
                                folder.resolve("ours"),
                                new Remote(
                                        bare.toUri().toString(), branch, "", Remote.Access.NONE)),
                        new Templates(InstantSource.system())::render,
                        new Repository.Watch(Tally.NONE, InstantSource.system()));
        return OwnCluster.kubeconfig(repository, List.of(), key, mask, ISSUER);
    }

    private String refused(String branch, Optional<Path> key) {
        return assertThrows(IOException.class, () -> kubeconfig(branch, key)).getMessage();
    }

    @Test
    void itIsSignedFromTheRootsForTheEndpoint() throws Exception {
        madeHere();
        String text = kubeconfig("main", Optional.of(identity));

        assertTrue(text.contains("https://127.77.1.1:6443"), text);
        assertTrue(text.contains("client-certificate-data"), text);
        assertFalse(mask.hide("the key is " + KEY).contains(KEY));
    }

    /// Each tool binds another group to the role that may do everything.
    @Test
    void theGroupIsTheOneThatTheToolKnows() throws Exception {
        madeHere("kubeadm");
        assertEquals("O=kubeadm:cluster-admins, CN=bringup", subject());
        Files.delete(folder.resolve("clone/pki/roots.age"));
        Path cluster = folder.resolve("clone/cluster.yaml");
        Files.writeString(
                cluster,
                Files.readString(cluster)
                        .replaceFirst("bootstrap: kubeadm\n *endpoint.*", "bootstrap: external"));
        madeHere("k3s");
        assertEquals("O=system:masters, CN=bringup", subject());
    }

    private String subject() throws Exception {
        String data =
                kubeconfig("main", Optional.of(identity))
                        .replaceAll("(?s).*client-certificate-data: (\\S+).*", "$1");
        X509Certificate own =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509")
                                .generateCertificate(
                                        new ByteArrayInputStream(Base64.getDecoder().decode(data)));
        return String.join(
                ", ", List.of(own.getSubjectX500Principal().getName().split(",")).reversed());
    }

    @Test
    void withoutTheKeyTheRootsStayShut() throws Exception {
        madeHere();

        assertEquals(
                "pki/roots.age is encrypted; say with which key to open it: --age-identity FILE",
                refused("main", Optional.empty()));
    }

    @Test
    void aClusterOfSomebodyElseNeedsItsKubeconfig() {
        assertEquals(
                "say which cluster the machines join: --kubeconfig FILE",
                refused("main", Optional.of(identity)));
    }

    @Test
    void aRepositoryThatCannotBeReadIsSaid() throws Exception {
        String start =
                "there is no --kubeconfig, and the state repository does not say which cluster"
                        + " machines are to make: ";
        String missing = refused("nobody", Optional.of(identity));
        assertTrue(missing.startsWith(start), missing);
        assertTrue(missing.contains("nobody"), missing);

        Files.writeString(folder.resolve("clone/cluster.yaml"), "kind: Clutser\n");
        push();
        String broken = refused("main", Optional.of(identity));
        assertTrue(broken.startsWith(start + "\ncluster.yaml:1:"), broken);
    }
}
