package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.FetchOptions;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Image;
import dev.bringup.model.Sha256;
import dev.bringup.netboot.Download;
import dev.bringup.netboot.FileServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFetchTest {

    private static final Sha256 OTHER = new Sha256("00".repeat(32));

    @TempDir Path folder;

    private final byte[] content = new byte[200_000];
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Sha256 digest = OTHER;

    @BeforeEach
    void prepare() throws IOException {
        new Random(3).nextBytes(content);
        digest = Download.digest(Files.write(folder.resolve("content"), content));
    }

    private static Image image(String name, String url, Sha256 digest) {
        return new Image(name, Image.Arch.X86_64, url, digest, Image.Format.RAW);
    }

    private List<ImageFetch.Held> fetch(Image... images) throws Failure {
        return new ImageFetch(
                        folder,
                        new PrintStream(said, true, StandardCharsets.UTF_8),
                        false,
                        InstantSource.system())
                .run(List.of(images));
    }

    private String last() {
        return said.toString(StandardCharsets.UTF_8).lines().toList().getLast();
    }

    @Test
    void anImageIsFetchedOnceAndThenIsThere() throws Exception {
        Path file = folder.resolve("sha256/" + digest.hex());
        try (FileServer server = new FileServer(content)) {
            Image image = image("os", server.url("/os.raw").toString(), digest);
            assertEquals(
                    List.of(new ImageFetch.Held("os", file.toString(), 200_000, true)),
                    fetch(image));
            assertEquals("os: fetched, and its digest is right", last());
            assertEquals(
                    List.of(new ImageFetch.Held("os", file.toString(), 200_000, false)),
                    fetch(image));
            assertEquals("os: is there, and its digest is right", last());
            assertEquals(1, server.ranges().size());
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    /// One that runs from memory is of several files.
    @Test
    void everyFileOfAnImageIsFetched() throws Exception {
        Files.createDirectories(folder.resolve("live"));
        Files.write(folder.resolve("live/initrd"), content);
        try (FileServer server = new FileServer(content)) {
            Image image =
                    new Image(
                            "coreos",
                            Image.Arch.X86_64,
                            new Image.Boot.Live(
                                    new Image.Asset(server.url("/os.raw").toString(), digest),
                                    List.of(new Image.Asset("live/initrd", digest)),
                                    Optional.of(new Image.Asset("live/rootfs", digest)),
                                    List.of()),
                            Optional.empty());
            Failure failure = assertThrows(Failure.class, () -> fetch(image));
            assertEquals(
                    """
                    not all images are there:
                    coreos: there is no /live/rootfs; an image that is named by a path is put there\
                     by hand\
                    """,
                    String.valueOf(failure.getMessage()).replace(folder.toString(), ""));
        }
        assertEquals(
                """
                coreos os.raw: fetched, and its digest is right
                coreos initrd: is there, and its digest is right
                """,
                said.toString(StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> line.endsWith("right"))
                        .collect(Collectors.joining("\n", "", "\n")));
    }

    @Test
    void aCopyThatRottedIsFetchedAgain() throws Exception {
        Path file = folder.resolve("sha256/" + digest.hex());
        Files.createDirectories(folder.resolve("sha256"));
        Files.writeString(file, "rot");
        try (FileServer server = new FileServer(content)) {
            fetch(image("os", server.url("/os.raw").toString(), digest));
        }
        assertArrayEquals(content, Files.readAllBytes(file));
    }

    @Test
    void allThatIsWrongIsSaidAtOnceAndTheRestIsFetched() throws Exception {
        Files.write(folder.resolve("mine.raw"), content);
        try (FileServer server = new FileServer(content)) {
            Failure failure =
                    assertThrows(
                            Failure.class,
                            () ->
                                    fetch(
                                            image("a", server.url("/gone").toString(), digest),
                                            image("b", "none.raw", digest),
                                            image("c", "mine.raw", OTHER),
                                            image("d", server.url("/os.raw").toString(), digest)));
            assertEquals(Exit.WRONG_INPUT, failure.exitCode());
            assertEquals(
                    """
                    not all images are there:
                    b: there is no /none.raw; an image that is named by a path is put there by hand
                    c: the digest of /mine.raw is %s, not %s
                    a: %s answers 404
                    what came so far is kept: the same command goes on from there\
                    """
                            .formatted(digest.hex(), OTHER.hex(), server.url("/gone")),
                    String.valueOf(failure.getMessage()).replace(folder.toString(), ""));
        }
        assertEquals("d: fetched, and its digest is right", last());
    }

    @Test
    void aServerThatIsNotThereIsNoFaultOfTheRepository() {
        Failure failure =
                assertThrows(
                        Failure.class,
                        () -> fetch(image("os", "http://127.77.0.9:1/os.raw", digest)));
        assertEquals(Exit.WORLD_UNREACHABLE, failure.exitCode());
    }

    private int command(Path repository) throws Failure {
        FetchOptions options = new FetchOptions();
        options.path = repository;
        options.assets = folder;
        options.output = Output.JSON;
        PrintStream nobody = new PrintStream(PrintStream.nullOutputStream());
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        return new Fetching(options, folder, out, nobody).run();
    }

    @Test
    void theCommandTakesTheImagesOfARepository() throws Exception {
        Path example = Path.of("../examples/single-file/desk.yaml");
        Path rack = folder.resolve("desk.yaml");
        Files.copy(example.resolveSibling("worker.yaml.j2"), folder.resolve("worker.yaml.j2"));
        Files.writeString(
                rack,
                Files.readString(example)
                        .replaceFirst("url: .*", "url: content")
                        .replaceFirst("sha256: .*", "sha256: " + digest.hex()));
        assertEquals(Exit.FINE, command(rack));
        assertEquals(
                "{\"images\":[{\"image\":\"debian-12-k8s-1.36\",\"file\":\"/content\","
                        + "\"bytes\":200000,\"fetched\":false}]}",
                last().replace(folder.toString(), ""));

        Files.writeString(rack, "kind: Rack\n");
        Failure failure = assertThrows(Failure.class, () -> command(rack));
        assertEquals(
                "the repository does not load",
                String.valueOf(failure.getMessage()).lines().findFirst().orElseThrow());
    }
}
