package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.RecordOptions;
import dev.bringup.model.Permit;
import dev.bringup.port.Status;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the flight recorder has of an installation in a lab, read by tar and tshark.
@Timeout(120)
class RecordReal {

    private static final String CHECKED = "ip.check_checksum:TRUE";

    @TempDir Path folder;

    @Test
    void aBundleTellsOfAnInstallationAndHoldsNoSecret() throws Exception {
        Set<String> secrets = new ConcurrentSkipListSet<>();
        try (LabBench lab = new LabBench(folder.resolve("lab"), 20)) {
            lab.cockpit
                    .board()
                    .listen(_ ->
                            lab.cockpit.board().latest().ifPresent(now -> permits(now, secrets)));
            lab.await(all("ready"), lab::states);
            assertEquals(3, secrets.size(), "a permit of each");
            secrets.add(token(lab));

            RecordOptions options = new RecordOptions();
            options.machine = "node-01";
            options.daemon.server = lab.cockpit.url();
            options.token.file = lab.home.reconciler().resolve("api.token");
            options.file = folder.resolve("bundle.tar.gz");
            PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
            assertEquals(Exit.FINE, new Recording(options, nowhere).run());
        }
        run("tar", "-xzf", "bundle.tar.gz");
        Path files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.filter(f -> f.toString().contains("node-01-")).findFirst().orElseThrow();
        }

        String pcap = files.resolve("packets.pcap").toString();
        // The lab serves at ports that need no root.
        String packets =
                run("tshark", "-r", pcap, "-V", "-o", CHECKED, "-d", "udp.port==6767,dhcp");
        assertTrue(packets.contains("(Discover)"), packets);
        assertTrue(packets.contains("(ACK)"), packets);
        assertTrue(packets.contains("Trivial File Transfer Protocol"), packets);
        assertTrue(packets.contains("[Header checksum status: Good]"), packets);
        assertFalse(packets.contains("Malformed"), packets);
        String requests = Files.readString(files.resolve("requests.log"));
        assertTrue(requests.contains("GET /ipxe/"), requests);
        assertTrue(requests.matches("(?s).*POST /config/[*]{3}/join.*"), requests);
        assertTrue(Files.readString(files.resolve("power.log")).contains("on by "));
        assertTrue(Files.readString(files.resolve("ssh.log")).contains("who are you"));
        assertTrue(Files.readString(files.resolve("events.jsonl")).lines().count() > 10);
        assertTrue(Files.isDirectory(files.resolve("payload")));
        try (Stream<Path> every = Files.walk(files)) {
            for (Path file : every.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : secrets) {
                    assertFalse(text.contains(secret), () -> file + " holds a secret");
                }
            }
        }
    }

    private static void permits(Status now, Set<String> secrets) {
        now.observed().attempts().values().stream()
                .flatMap(attempt -> attempt.permit().stream())
                .map(Permit::id)
                .forEach(id -> secrets.add(id.toString()));
    }

    private static String token(LabBench lab) throws Exception {
        return Files.readString(lab.home.reconciler().resolve("api.token")).strip();
    }

    private String run(String... command) throws Exception {
        Process process =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
        return said;
    }

    private static Map<String, String> all(String value) {
        Map<String, String> all = new TreeMap<>();
        for (int n = 1; n <= 3; n++) {
            all.put("node-0" + n, value);
        }
        return all;
    }
}
