package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.KubeconfigOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.PkiOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.secrets.Issuer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RootsOfTrustTest {

    private static final String KEY =
            "AGE-SECRET-KEY-1EQUCGFZH8UZKSZ0Z5N5T234YRNDT4U9H7QNYXWRRNJYDDVXE6FWSCPGNJ7";
    private static final String RECIPIENT =
            "age1se5ghfycr4n8kcwc3qwf234ymvmr2lex2a99wh8gpfx97glwt9hqch4569";
    private static final String OTHER =
            "AGE-SECRET-KEY-1LEAS7Z4T7E8PM3DM8KC4PSAQX7JXRRQL2DQ5H482X0RP3HYP0E4S3K76CJ";
    private static final Issuer ISSUER =
            new Issuer(Instant.parse("2026-09-01T00:00:00Z"), new SecureRandom());

    @TempDir Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final PkiOptions options = new PkiOptions();
    private final KubeconfigOptions wanted = new KubeconfigOptions();
    private Path roots = Path.of("");

    @BeforeEach
    void keys() throws IOException {
        options.path = folder;
        options.ageIdentity = Files.writeString(folder.resolve("key.txt"), "# mine\n" + KEY + "\n");
        wanted.path = folder;
        wanted.ageIdentity = options.ageIdentity;
        roots = folder.resolve("pki/roots.age");
    }

    private String pki(PkiOptions.Task task) throws Failure {
        options.task = task;
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new RootsOfTrust(options, ISSUER, print).run());
        return out.toString(StandardCharsets.UTF_8);
    }

    private String refused(PkiOptions.Task task) {
        Failure failure = assertThrows(Failure.class, () -> pki(task));
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        return failure.getMessage();
    }

    @Test
    void rootsAreMadeOnceAndShownWithoutKeys() throws Failure, IOException {
        assertEquals(
                "there is no " + roots + "; `bringup pki init` makes it",
                refused(PkiOptions.Task.SHOW));
        String made = pki(PkiOptions.Task.INIT);
        String file = Files.readString(roots);
        assertTrue(
                made.startsWith(
                        "cluster CA       CN=kubernetes, until 2036-08-29T00:00:00Z\n"
                                + "                 sha256:"),
                made);
        assertTrue(
                made.endsWith(
                        "opened by        " + RECIPIENT + "\nmade " + roots + "; commit it\n"),
                made);
        assertFalse(made.contains("PRIVATE"), made);

        assertEquals(
                roots
                        + " is there already, and is never overwritten: no machine would trust the"
                        + " clusters that were made with it",
                refused(PkiOptions.Task.INIT));
        assertEquals(file, Files.readString(roots));
        options.output = Output.JSON;
        String json = pki(PkiOptions.Task.SHOW);
        assertTrue(json.contains("\"recipients\":[\"" + RECIPIENT + "\"]"), json);
        assertTrue(json.contains("\"discoveryHash\":\"sha256:"), json);
    }

    @Test
    void somebodyHasToBeAbleToOpenThem() throws Failure, IOException {
        options.ageIdentity = null;
        assertEquals(
                "say who may open the roots: --recipient AGE1..., or --age-identity FILE",
                refused(PkiOptions.Task.INIT));
        options.recipients = List.of("age1nobody");
        assertEquals(
                "'age1nobody' is not an age recipient; one starts with age1",
                refused(PkiOptions.Task.INIT));
        assertFalse(Files.exists(roots));
        options.recipients = List.of(RECIPIENT);
        pki(PkiOptions.Task.INIT);
        assertEquals(
                roots + " is encrypted; say with which key to open it: --age-identity FILE",
                refused(PkiOptions.Task.SHOW));
        options.ageIdentity = Files.writeString(folder.resolve("other.txt"), OTHER);
        assertEquals("no age identity of ours opens " + roots, refused(PkiOptions.Task.SHOW));
        options.ageIdentity = Files.writeString(folder.resolve("none.txt"), "hello\n");
        assertEquals(
                "there is no age key in "
                        + options.ageIdentity
                        + "; a line of it starts with AGE-SECRET-KEY-",
                refused(PkiOptions.Task.SHOW));
        options.path = folder.resolve("nowhere");
        assertEquals("there is no " + options.path, refused(PkiOptions.Task.SHOW));
    }

    @Test
    void eachKindOfRotationSaysWhatItDid() throws Failure, IOException {
        pki(PkiOptions.Task.INIT);
        assertEquals(
                "say what to renew: --what recipients, certificates, service-accounts or"
                        + " ssh-host-ca",
                refused(PkiOptions.Task.ROTATE));
        options.what = PkiOptions.What.SERVICE_ACCOUNTS;
        assertEquals("--what is for rotate", refused(PkiOptions.Task.SHOW));
        String first = pki(PkiOptions.Task.ROTATE);
        assertTrue(
                first.endsWith(
                        "first of two steps: a next key is accepted, the old one signs. Commit it,"
                                + " bring sa.pub to every control plane, then rotate again\n"),
                first);
        assertTrue(first.contains(", signs tokens\n") && first.contains(", signs next\n"), first);
        String second = pki(PkiOptions.Task.ROTATE);
        assertTrue(
                second.endsWith(
                        "second of two steps: the next key signs, the old one is accepted. Commit"
                                + " it, and bring sa.key and sa.pub to every control plane\n"),
                second);
        assertTrue(second.contains(", signed before\n"), second);
        options.what = PkiOptions.What.CERTIFICATES;
        assertTrue(
                pki(PkiOptions.Task.ROTATE)
                        .endsWith(
                                "renewed the certificates for the same keys; commit it. Control"
                                        + " planes keep theirs until they get these files\n"));
        options.what = PkiOptions.What.SSH_HOST_CA;
        String rotated = pki(PkiOptions.Task.ROTATE);
        assertTrue(rotated.contains("\nSSH host CA      @cert-authority * ssh-ed25519 "), rotated);
        assertTrue(rotated.contains("\n  the one before @cert-authority * ssh-ed25519 "), rotated);
        assertTrue(
                rotated.endsWith(
                        "the new SSH host CA signs what is installed from now on; commit it, and"
                                + " tell both lines to whoever logs in. The one before is taken"
                                + " until the next rotation: install those machines anew first\n"),
                rotated);
        options.recipients = List.of(RECIPIENT);
        assertEquals(
                "who may open the roots is changed by --what recipients",
                refused(PkiOptions.Task.ROTATE));
    }

    @Test
    void whoMayOpenThemIsChanged() throws Failure, IOException {
        pki(PkiOptions.Task.INIT);
        options.what = PkiOptions.What.RECIPIENTS;
        options.recipients = List.of(dev.bringup.secrets.Age.recipient(OTHER));
        String told = pki(PkiOptions.Task.ROTATE);
        assertTrue(
                told.endsWith(
                        "encrypted for those recipients; commit it. Older commits still open with"
                                + " the old keys\n"),
                told);
        options.ageIdentity = Files.writeString(folder.resolve("other.txt"), OTHER);
        options.what = null;
        assertTrue(pki(PkiOptions.Task.SHOW).contains(RECIPIENT));
    }

    private String kubeconfig() throws Failure {
        out.reset();
        PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Minting(wanted, ISSUER, print).run());
        return out.toString(StandardCharsets.UTF_8);
    }

    private String unminted() {
        return assertThrows(Failure.class, this::kubeconfig).getMessage();
    }

    @Test
    void aKubeconfigIsMintedForItsOwnerAlone() throws Failure, IOException {
        Files.writeString(
                folder.resolve("cluster.yaml"),
                """
                apiVersion: bringup.dev/v1
                kind: Cluster
                metadata: {name: rack}
                spec:
                  kubernetes: {version: 1.36.2, bootstrap: external}
                  network: {cidr: 10.0.0.0/24}
                  ssh: {user: ops}
                """);
        // A key that lies in the repository is refused when it is read, so it is kept beside.
        wanted.path = Files.createDirectories(folder.resolve("rack"));
        options.path = wanted.path;
        Files.move(folder.resolve("cluster.yaml"), wanted.path.resolve("cluster.yaml"));
        pki(PkiOptions.Task.INIT);

        assertEquals(
                "the Cluster has no kubernetes.endpoint; say where its API is: --endpoint"
                        + " HOST:PORT",
                unminted());
        wanted.endpoint = "10.0.0.9:6443";
        String text = kubeconfig();
        assertTrue(text.contains("server: https://10.0.0.9:6443\n"), text);
        String shown = pki(PkiOptions.Task.SHOW);
        assertTrue(
                shown.contains("SSH host CA      @cert-authority 10.0.0.* ssh-ed25519 AAAA"),
                shown);

        Path into = folder.resolve("admin.conf");
        wanted.into = into;
        wanted.goodFor = Duration.ofHours(1);
        assertEquals(into + " is good until 2026-09-01T01:00:00Z\n", kubeconfig());
        assertEquals(
                "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(into)));
        assertTrue(Files.readString(into).contains("client-key-data: "));

        wanted.goodFor = Duration.ZERO;
        assertEquals("--for 0 is no time at all", unminted());
        wanted.goodFor = Duration.ofHours(1);
        wanted.group = "a,b";
        assertEquals(
                "--group 'a,b' is not a name: up to 64 letters, digits and . _ : @ -", unminted());
    }
}
