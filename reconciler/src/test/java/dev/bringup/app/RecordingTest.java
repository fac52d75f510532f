package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RecordOptions;
import dev.bringup.model.Attempt;
import dev.bringup.model.MachineId;
import dev.bringup.model.Phase;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.port.Tape;
import dev.bringup.port.Trouble;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The flight recorder, and `bringup record`, against the console of a reconciler.
@Timeout(20)
class RecordingTest {

    private static final String TOKEN = "s3cret-token";
    private static final MachineId N1 = new MachineId("node-01");
    private static final Clock CLOCK = Clock.fixed(Pictures.AT.plusSeconds(5), ZoneOffset.UTC);

    @TempDir Path folder;

    private final Board board = new Board(100);
    private final FlightRecorder recorder =
            new FlightRecorder(CLOCK, text -> text.replace("hunter2", "***"));
    private final List<Note> alarms = new ArrayList<>();
    private final Troubles troubles = new Troubles(CLOCK, alarms::add);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Console console;
    private RecordOptions options;

    @BeforeEach
    void open() throws IOException {
        console =
                Consoles.open(
                        board,
                        Posts.of(new Switchboard(), TOKEN, Optional.empty())
                                .with(
                                        new Bundles(
                                                board,
                                                new Bundles.Kept(recorder, troubles),
                                                text -> text.replace("hunter2", "***"),
                                                CLOCK,
                                                Runnable::run)),
                        CLOCK);
        options = new RecordOptions();
        options.machine = "node-01";
        options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
        options.token.file = Files.writeString(folder.resolve("token"), TOKEN + "\n");
        options.file = folder.resolve("out.tar.gz");
        board.published(Pictures.status(2, Map.of(), List.of()));
    }

    @AfterEach
    void close() {
        console.close();
    }

    private String failure(int code) {
        Failure failure = assertThrows(Failure.class, this::run);
        assertEquals(code, failure.exitCode());
        return String.valueOf(failure.getMessage());
    }

    private int run() throws Failure {
        return new Recording(options, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
    }

    private void happened() {
        Attempt attempt = Pictures.attempt(1, Pictures.AT, Phase.WAKE, Phase.FIRMWARE);
        board.recall(
                new Entry.Closed(
                        Pictures.AT.plusSeconds(30),
                        attempt,
                        Entry.Ending.FAILED,
                        "the password hunter2 is wrong"));
        board.noted(new Note.Said(Pictures.AT.plusSeconds(3), N1, "before it: hunter2"));
        board.noted(new Note.Said(Pictures.AT.minusSeconds(300), N1, "long ago"));
        board.noted(new Note.Said(Pictures.AT, new MachineId("node-02"), "of another"));
        recorder.line(N1, Tape.Track.POWER, "on by ipmi: hunter2, 12 ms");
        recorder.line(N1, Tape.Track.BOOT, "error: bringup: hunter2 is no disk");
        recorder.line(N1, Tape.Track.REQUESTS, "GET /ipxe/52-54 -> 200");
        recorder.packet(N1, new InetSocketAddress("10.0.0.9", 68), at(67), bytes("DHCP"));
        recorder.packet(N1, new InetSocketAddress("10.0.0.9", 68), at(67), bytes("hunter2"));
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress("10.0.0.1", port);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    @Test
    void aBundleHoldsWhatIsKnownOfAnAttemptAndNoSecret() throws Exception {
        happened();

        assertEquals(Exit.FINE, run());

        Map<String, String> files = unpacked(Files.readAllBytes(folder.resolve("out.tar.gz")));
        String in = "node-01-attempt-1/";
        assertEquals(
                Set.of(
                        "README.txt",
                        "attempt.json",
                        "machine.json",
                        "plan.json",
                        "events.jsonl",
                        "packets.pcap",
                        "troubles.json",
                        "boot.log",
                        "requests.log",
                        "power.log",
                        "ssh.log"),
                files.keySet().stream()
                        .map(name -> name.substring(in.length()))
                        .filter(name -> !name.startsWith("payload/"))
                        .collect(Collectors.toSet()));
        assertEquals("2026-09-01T12:00:05Z on by ipmi: ***, 12 ms\n", files.get(in + "power.log"));
        assertEquals(
                "2026-09-01T12:00:05Z GET /ipxe/52-54 -> 200\n", files.get(in + "requests.log"));
        assertTrue(files.get(in + "attempt.json").contains("the password *** is wrong"));
        assertEquals(
                "2026-09-01T12:00:05Z error: bringup: *** is no disk\n",
                files.get(in + "boot.log"));
        assertEquals(1, files.get(in + "events.jsonl").lines().count());
        // One of the two packets: 24 and 16 bytes of headers, 28 of IPv4 and UDP, and DHCP.
        assertEquals(24 + 16 + 28 + 4, files.get(in + "packets.pcap").length());
        assertFalse(files.toString().contains("hunter2"));
        assertTrue(said.toString(StandardCharsets.UTF_8).matches("\\S+out.tar.gz, \\d+ KB\n"));
    }

    @Test
    void whatAMachineLoggedIsShownWithItsAttempt() throws Exception {
        happened();
        assertEquals(
                """
                [{"at":"2026-09-01T12:00:05Z","attempt":"attempt-1",\
                "text":"error: bringup: *** is no disk"}]\
                """,
                get("/api/v1/machines/node-01/log"));
        assertEquals("[]", get("/api/v1/machines/node-02/log"));
        assertEquals("there is no machine 'node-99'", get("/api/v1/machines/node-99/log").strip());
    }

    @Test
    void aTroubleIsToldOnceAndShownWithWhatToDo() throws Exception {
        Trouble all = new Trouble(Optional.empty(), "other DHCP", "10.0.0.2 answers", "stop it");
        Trouble one = new Trouble(Optional.of(N1), "address", "somebody else", "find it");
        troubles.add(all);
        troubles.add(one);
        troubles.add(all);
        assertEquals(
                List.of(
                        new Note.Alarm(
                                CLOCK.instant(), Optional.empty(), "10.0.0.2 answers; stop it"),
                        new Note.Alarm(CLOCK.instant(), Optional.of(N1), "somebody else; find it")),
                alarms);
        String shown =
                """
                {"since":"2026-09-01T12:00:05Z","last":"2026-09-01T12:00:05Z","times":2,\
                "about":"other DHCP","sentence":"10.0.0.2 answers","remedy":"stop it"}\
                """;
        assertEquals("[" + shown + "]", get("/api/v1/troubles?machine=node-02"));
        assertEquals(
                """
                [{"since":"2026-09-01T12:00:05Z","last":"2026-09-01T12:00:05Z","times":1,\
                "machine":"node-01","about":"address","sentence":"somebody else",\
                "remedy":"find it"},%s]\
                """
                        .formatted(shown),
                get("/api/v1/troubles"));
        for (int i = 0; i < 300; i++) {
            troubles.add(new Trouble(Optional.empty(), "x", "y" + i, "z"));
        }
        assertEquals(200, troubles.all().size());
    }

    private String get(String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(options.daemon.server + path))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void whatCannotBeHadIsSaid() throws Exception {
        assertEquals("node-01 had no attempt yet", failure(Exit.WRONG_INPUT));
        happened();
        options.attempt = "2";
        assertEquals("node-01 had no attempt '2'; it had attempt-1", failure(Exit.WRONG_INPUT));
        options.attempt = "attempt-1";
        assertEquals(Exit.FINE, run());
        options.machine = "node-99";
        assertEquals("there is no machine 'node-99'", failure(Exit.WRONG_INPUT));
        options.token.file = Files.writeString(folder.resolve("other"), "guessed");
        assertEquals(
                options.daemon.server + " does not take the token in " + folder.resolve("other"),
                failure(Exit.WRONG_INPUT));
        options.token.file = null;
        assertEquals(
                "say where the token is: --token-file FILE or BRINGUP_TOKEN_FILE; it is api.token"
                        + " in the reconciler's data directory",
                failure(Exit.WRONG_INPUT));
    }

    @Test
    void aRecorderIsBoundedAndKeepsWhatIsRepeatedOnce() {
        for (int i = 0; i < 3000; i++) {
            recorder.line(N1, Tape.Track.SSH, "line " + i);
            recorder.line(N1, Tape.Track.POWER, "status by ipmi: says ON, " + i + " ms");
            recorder.packet(N1, at(1), at(2), bytes("p"));
        }
        assertEquals(1000, recorder.lines(N1, Tape.Track.SSH, _ -> true).size());
        assertEquals(1, recorder.lines(N1, Tape.Track.POWER, _ -> true).size());
        assertEquals(1000, recorder.packets(N1, _ -> true).size());
        for (int i = 0; i < 600; i++) {
            recorder.line(new MachineId("m-" + i), Tape.Track.SSH, "x");
        }
        assertEquals(List.of(), recorder.lines(N1, Tape.Track.SSH, _ -> true));
        recorder.line(N1, Tape.Track.SSH, "x".repeat(100_000));
        assertEquals(
                8195, recorder.lines(N1, Tape.Track.SSH, _ -> true).getFirst().text().length());
    }

    @Test
    void aPacketHasTheHeadersThatItHadOnTheWire() {
        byte[] file =
                Pcap.of(
                        List.of(
                                new FlightRecorder.Packet(
                                        Instant.ofEpochSecond(1, 2000),
                                        new InetSocketAddress("192.168.0.1", 68),
                                        new InetSocketAddress("192.168.0.199", 67),
                                        bytes("x".repeat(87)))));
        ByteBuffer header = ByteBuffer.wrap(file, 24 + 16, 28);
        assertEquals(0x45, header.get());
        assertEquals(115, header.getShort(24 + 16 + 2));
        int sum = 0;
        for (int i = 0; i < 20; i += 2) {
            sum += Short.toUnsignedInt(header.getShort(24 + 16 + i));
        }
        assertEquals(0xffff, (sum & 0xffff) + (sum >>> 16), "the checksum fits");
        assertEquals(95, header.getShort(24 + 16 + 24));
    }

    /// As ustar has them: a header of 512 bytes, then the content in blocks.
    static Map<String, String> unpacked(byte[] bundle) throws IOException {
        byte[] tar = new GZIPInputStream(new ByteArrayInputStream(bundle)).readAllBytes();
        Map<String, String> files = new LinkedHashMap<>();
        int at = 0;
        while (tar[at] != 0) {
            String name = text(tar, at, 100).replaceAll("\0.*", "");
            int size = Integer.parseInt(text(tar, at + 124, 11), 8);
            files.put(name, text(tar, at + 512, size));
            at += 512 + (size + 511) / 512 * 512;
        }
        return files;
    }

    private static String text(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
    }
}
