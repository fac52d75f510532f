package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Image;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Sha256;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The script that brings container archives, run by a real shell against a stand-in for `ctr` that
/// writes down what it was given.
class BundlesTest {

    private static final String ZEROS = "00".repeat(32);

    @TempDir Path folder;

    private final byte[] archive = new byte[200_000];
    private Sha256 digest = new Sha256(ZEROS);

    @BeforeEach
    void prepare() throws IOException {
        new Random(5).nextBytes(archive);
        digest = Download.digest(Files.write(folder.resolve("archive"), archive));
        Path ctr = Files.createDirectories(folder.resolve("bin")).resolve("ctr");
        Files.writeString(
                ctr,
                """
                #!/bin/sh
                echo "$1 $2 $3 $4" >> %1$s/ctr.log
                sha256sum < "$5" | cut -c1-64 >> %1$s/ctr.log
                """
                        .formatted(folder));
        Files.setPosixFilePermissions(ctr, PosixFilePermissions.fromString("rwx------"));
    }

    private static MachineSpec with(Image.Asset... bundles) {
        MachineSpec.Install was = Sample.MACHINE.install();
        Image image =
                new Image(
                        "os",
                        Image.Arch.X86_64,
                        was.image().boot(),
                        Optional.empty(),
                        List.of(bundles));
        return Sample.with(
                Sample.MACHINE,
                new MachineSpec.Install(image, was.payload(), was.kernelArgs(), was.fingerprint()));
    }

    private String script(URI url, Sha256 sha256) {
        MachineSpec machine = with(new Image.Asset(url.toString(), sha256));
        BootReply reply =
                BootReply.of(
                        new BootRequest.Config(Sample.PERMIT.id(), machine.address(), "bundles"),
                        new BootAnswer.Serve(machine, Sample.PERMIT, Sample.MARKER.installed()),
                        new Here("127.77.0.1:8081"),
                        Image.Asset::url,
                        (_, text) -> text);
        assertEquals(200, reply.status());
        assertEquals("text/x-shellscript; charset=utf-8", reply.type());
        return reply.body();
    }

    private record Ran(int status, String said) {}

    private Ran run(String script) throws Exception {
        ProcessBuilder shell = new ProcessBuilder("sh", "-c", script).redirectErrorStream(true);
        shell.environment().put("BRINGUP_BUNDLES", folder.resolve("bundles").toString());
        shell.environment()
                .merge("PATH", folder.resolve("bin").toString(), (old, own) -> own + ":" + old);
        Process process = shell.start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ran(process.waitFor(), said);
    }

    private List<String> imported() throws IOException {
        Path log = folder.resolve("ctr.log");
        return Files.exists(log) ? Files.readAllLines(log) : List.of();
    }

    @Test
    void anArchiveIsBroughtCheckedAndImported() throws Exception {
        try (FileServer server = new FileServer(archive)) {
            assertEquals(new Ran(0, ""), run(script(server.url("/os.raw"), digest)));
        }
        assertEquals(List.of("--namespace k8s.io images import", digest.hex()), imported());
        try (var left = Files.list(folder.resolve("bundles"))) {
            assertEquals(List.of(), left.toList());
        }
    }

    @Test
    void anotherArchiveThanWasNamedIsNotImported() throws Exception {
        try (FileServer server = new FileServer(archive)) {
            URI url = server.url("/os.raw");
            assertEquals(
                    new Ran(1, "bundle %s does not have the digest %s\n".formatted(url, ZEROS)),
                    run(script(url, new Sha256(ZEROS))));
        }
        assertEquals(List.of(), imported());
    }

    /// A machine that restarted in between does not fetch it again.
    @Test
    void whatIsThereIsNotFetchedAgain() throws Exception {
        Path there = Files.createDirectories(folder.resolve("bundles")).resolve(digest.hex());
        Files.write(there, archive);
        assertEquals(new Ran(0, ""), run(script(URI.create("http://127.77.0.9:1/nobody"), digest)));
        assertEquals(2, imported().size());
    }

    @Test
    void withoutAnyThereIsNothingToDo() throws Exception {
        String script = Bundles.script(with(), Image.Asset::url);
        assertEquals(new Ran(0, ""), run(script));
        assertTrue(!script.contains("bundle '"), script);
    }
}
