package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.Commands;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Debian's snmpd with the outlets of each vendor behind it, switched by us and looked at by
/// Debian's snmpget.
class SnmpReal {

    private static final String HERE = "127.77.3.11";
    private static final MachineId MACHINE = new MachineId("node-01");

    /// Answers from files: each is named by its OID and holds a number, and `OID=VALUE` says which
    /// column changes to what when that is written.
    private static final List<String> OUTLETS =
            List.of(
                    "#!/bin/sh",
                    "while read -r verb; do case $verb in",
                    "PING) echo PONG ;;",
                    "get) read -r oid",
                    "  if [ -f \"$1/${oid#.}\" ]; then echo \"$oid\"; echo integer",
                    "    cat \"$1/${oid#.}\"; else echo NONE; fi ;;",
                    "getnext) read -r oid",
                    "  row=$(cd \"$1\" && ls -v | grep -v = | grep -A1 -Fx \"${oid#.}\" | sed 1d)",
                    "  [ -n \"$row\" ] || row=$(cd \"$1\" && ls -v | grep -F \"${oid#.}.\" | head -n1)",
                    "  if [ -n \"$row\" ]; then echo \".$row\"; echo integer; cat \"$1/$row\"",
                    "  else echo NONE; fi ;;",
                    "set) read -r oid; read -r type value; column=${oid%.*}",
                    "  if [ -f \"$1/${column#.}=$value\" ]; then",
                    "    read -r state becomes < \"$1/${column#.}=$value\"",
                    "    echo \"$becomes\" > \"$1/$state.${oid##*.}\"; echo DONE",
                    "  else echo not-writable; fi ;;",
                    "esac; done");

    @TempDir Path folder;
    private int port;
    private Process daemon;

    @BeforeEach
    void start() throws Exception {
        Path table = Files.createDirectory(folder.resolve("table"));
        vendor(
                table,
                "318.1.1.12.3.5.1.1.4",
                1,
                2,
                "318.1.1.12.3.3.1.1.4=1",
                "318.1.1.12.3.3.1.1.4=2");
        vendor(
                table,
                "13742.6.4.1.2.1.3.1",
                7,
                8,
                "13742.6.4.1.2.1.2.1=1",
                "13742.6.4.1.2.1.2.1=0");
        vendor(
                table,
                "534.6.6.7.6.6.1.2.0",
                1,
                0,
                "534.6.6.7.6.6.1.4.0=0",
                "534.6.6.7.6.6.1.3.0=0");
        vendor(table, "1718.3.2.3.1.5.1.1", 1, 0, "1718.3.2.3.1.11.1.1=1", "1718.3.2.3.1.11.1.1=2");
        vendor(
                table,
                "1718.4.1.8.3.1.1.1.1",
                1,
                2,
                "1718.4.1.8.5.1.2.1.1=1",
                "1718.4.1.8.5.1.2.1.1=2");
        // Those of a chain: others than the first unit, and there others than the first cord.
        vendor(
                table,
                "13742.6.4.1.2.1.3.2",
                7,
                8,
                "13742.6.4.1.2.1.2.2=1",
                "13742.6.4.1.2.1.2.2=0");
        vendor(
                table,
                "534.6.6.7.6.6.1.2.1",
                1,
                0,
                "534.6.6.7.6.6.1.4.1=0",
                "534.6.6.7.6.6.1.3.1=0");
        vendor(table, "1718.3.2.3.1.5.2.3", 1, 0, "1718.3.2.3.1.11.2.3=1", "1718.3.2.3.1.11.2.3=2");
        vendor(
                table,
                "1718.4.1.8.3.1.1.2.3",
                1,
                2,
                "1718.4.1.8.5.1.2.2.3=1",
                "1718.4.1.8.5.1.2.2.3=2");
        chain(table);
        Path script = Commands.script(folder, "outlets", OUTLETS);
        try (DatagramSocket free = new DatagramSocket(0, InetAddress.getByName(HERE))) {
            port = free.getLocalPort();
        }
        List<String> config =
                new ArrayList<>(
                        List.of(
                                "agentAddress udp:" + HERE + ":" + port,
                                "rwcommunity private",
                                "rocommunity public",
                                "createUser ops SHA-256 authenticity AES discretion",
                                "createUser old MD5 authenticity DES discretion",
                                "rwuser ops authpriv",
                                "rwuser old authpriv"));
        for (int vendor : new int[] {318, 13742, 534, 1718}) {
            config.add("pass_persist .1.3.6.1.4.1.%d %s %s".formatted(vendor, script, table));
        }
        Path file = Files.write(folder.resolve("snmpd.conf"), config);
        ProcessBuilder builder =
                new ProcessBuilder("snmpd", "-f", "-Lf", "/dev/null", "-C", "-c", "" + file)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("snmpd.log").toFile());
        builder.environment().put("SNMP_PERSISTENT_DIR", "" + folder.resolve("persistent"));
        daemon = builder.start();
        Commands.Ran ran = snmpget("1.3.6.1.2.1.1.3.0");
        for (int tries = 0; ran.status() != 0 && tries < 20; tries++) {
            ran = snmpget("1.3.6.1.2.1.1.3.0");
        }
        assertEquals(0, ran.status(), ran::output);
    }

    @AfterEach
    void stop() throws InterruptedException {
        daemon.destroy();
        assertEquals(0, daemon.waitFor());
    }

    private static void vendor(Path table, String state, int on, int off, String... writes)
            throws IOException {
        String tree = "1.3.6.1.4.1.";
        for (int outlet = 1; outlet <= 4; outlet++) {
            Files.writeString(table.resolve(tree + state + "." + outlet), on + "\n");
            for (String write : writes) {
                // snmpd lets nobody write what cannot be read.
                Path column = table.resolve(tree + write.split("=", 2)[0] + "." + outlet);
                Files.writeString(column, "0\n");
            }
        }
        Files.writeString(table.resolve(tree + writes[0]), tree + state + " " + on + "\n");
        Files.writeString(table.resolve(tree + writes[1]), tree + state + " " + off + "\n");
    }

    /// One table for all units of APC: two of four outlets each.
    private static void chain(Path table) throws IOException {
        String tree = "1.3.6.1.4.1.318.1.1.26.9.2.";
        for (int row = 1; row <= 8; row++) {
            int unit = row <= 4 ? 1 : 2;
            Files.writeString(table.resolve(tree + "3.1.2." + row), unit + "\n");
            Files.writeString(table.resolve(tree + "3.1.4." + row), row - 4 * (unit - 1) + "\n");
            Files.writeString(table.resolve(tree + "3.1.5." + row), "2\n");
            Files.writeString(table.resolve(tree + "4.1.5." + row), "0\n");
        }
        Files.writeString(table.resolve(tree + "4.1.5=1"), tree + "3.1.5 2\n");
        Files.writeString(table.resolve(tree + "4.1.5=2"), tree + "3.1.5 1\n");
    }

    private Commands.Ran snmpget(String oid) throws IOException, InterruptedException {
        return Commands.run(
                "snmpget", "-v2c", "-c", "public", "-Oqv", "-r", "0", HERE + ":" + port, oid);
    }

    private void turn(Rung.Snmp snmp, String secret, Ladder.Verb verb) throws Unable {
        Rung.Strip strip =
                new Rung.Strip(
                        "pdu-a",
                        Ip4.parse(HERE),
                        port,
                        Rung.Dialect.REST,
                        new SecretRef.Env("PDU"),
                        Duration.ofMillis(50),
                        Optional.of(snmp));
        PduPower power =
                new PduPower(
                        _ -> Optional.of(secret),
                        new SecureRandom(),
                        InstantSource.system(),
                        new PduPower.Timing(
                                Duration.ofSeconds(6),
                                Duration.ofSeconds(5),
                                Duration.ofMillis(100)));
        List<Rung.Feed> feeds = List.of(new Rung.Feed(strip, 2), new Rung.Feed(strip, 4));
        power.apply(MACHINE, feeds, verb);
        if (verb == Ladder.Verb.OFF) {
            assertEquals(Optional.of(Power.OFF), power.status(feeds));
        }
    }

    private static Rung.Snmp user(Rung.SnmpAuth auth, Rung.SnmpPrivacy privacy) {
        return new Rung.Snmp(Rung.Vendor.APC, Rung.SnmpVersion.V3, auth, privacy);
    }

    private static String trouble(org.junit.jupiter.api.function.Executable run) {
        return assertThrows(Unable.class, run).because();
    }

    /// All outlets of a vendor, as somebody else reads them.
    private List<String> states(String column) throws Exception {
        List<String> states = new ArrayList<>();
        for (int outlet = 1; outlet <= 4; outlet++) {
            states.add(snmpget("1.3.6.1.4.1." + column + "." + outlet).output().strip());
        }
        return states;
    }

    @ParameterizedTest
    @CsvSource({
        "APC, 318.1.1.12.3.5.1.1.4, 1, 2",
        "RARITAN, 13742.6.4.1.2.1.3.1, 7, 8",
        "EATON, 534.6.6.7.6.6.1.2.0, 1, 0",
        "SENTRY3, 1718.3.2.3.1.5.1.1, 1, 0",
        "SENTRY4, 1718.4.1.8.3.1.1.1.1, 1, 2"
    })
    void whatWeSwitchSnmpgetSees(Rung.Vendor vendor, String column, String on, String off)
            throws Exception {
        Rung.Snmp snmp =
                new Rung.Snmp(
                        vendor, Rung.SnmpVersion.V2C, Rung.SnmpAuth.SHA, Rung.SnmpPrivacy.AES);
        assertEquals(Collections.nCopies(4, on), states(column));
        turn(snmp, "private", Ladder.Verb.OFF);
        assertEquals(List.of(on, off, on, off), states(column));
        turn(snmp, "private", Ladder.Verb.ON);
        assertEquals(Collections.nCopies(4, on), states(column));
        turn(snmp, "private", Ladder.Verb.CYCLE);
        assertEquals(Collections.nCopies(4, on), states(column));
        assertEquals(
                "PDU pdu-a does not let us switch outlet 2: No access",
                trouble(() -> turn(snmp, "public", Ladder.Verb.OFF)));
        assertEquals(Collections.nCopies(4, on), states(column));
    }

    /// What is at another unit or cord stays as it is.
    @ParameterizedTest
    @CsvSource({
        "RARITAN, 1, 13742.6.4.1.2.1.3.2, 13742.6.4.1.2.1.3.1, 7, 8",
        "EATON, 1, 534.6.6.7.6.6.1.2.1, 534.6.6.7.6.6.1.2.0, 1, 0",
        "SENTRY3, 3, 1718.3.2.3.1.5.2.3, 1718.3.2.3.1.5.1.1, 1, 0",
        "SENTRY4, 3, 1718.4.1.8.3.1.1.2.3, 1718.4.1.8.3.1.1.1.1, 1, 2"
    })
    void theSecondUnitOfAChain(
            Rung.Vendor vendor, int cord, String column, String other, String on, String off)
            throws Exception {
        Rung.Snmp snmp = second(vendor, cord);
        turn(snmp, "private", Ladder.Verb.OFF);
        assertEquals(List.of(on, off, on, off), states(column));
        assertEquals(Collections.nCopies(4, on), states(other));
        turn(snmp, "private", Ladder.Verb.ON);
        assertEquals(Collections.nCopies(4, on), states(column));
    }

    @Test
    void theSecondUnitOfAChainThatHasOneTable() throws Exception {
        Rung.Snmp snmp = second(Rung.Vendor.APC, 1);
        turn(snmp, "private", Ladder.Verb.OFF);
        String column = "318.1.1.26.9.2.3.1.5";
        assertEquals(List.of("2", "2", "2", "2"), states(column));
        assertEquals(
                List.of("2", "1", "2", "1"),
                List.of(state(column, 5), state(column, 6), state(column, 7), state(column, 8)));
        turn(snmp, "private", Ladder.Verb.ON);
        assertEquals("2", state(column, 8));
        assertEquals(
                "PDU pdu-a has no outlet 2 in unit 3 of its chain",
                trouble(() ->
                        turn(
                                new Rung.Snmp(
                                        Rung.Vendor.APC,
                                        snmp.version(),
                                        snmp.auth(),
                                        snmp.privacy(),
                                        3,
                                        1),
                                "private",
                                Ladder.Verb.OFF)));
    }

    private static Rung.Snmp second(Rung.Vendor vendor, int cord) {
        return new Rung.Snmp(
                vendor, Rung.SnmpVersion.V2C, Rung.SnmpAuth.SHA, Rung.SnmpPrivacy.AES, 2, cord);
    }

    private String state(String column, int row) throws Exception {
        return snmpget("1.3.6.1.4.1." + column + "." + row).output().strip();
    }

    @Test
    void usersOfVersion3() throws Exception {
        String column = "318.1.1.12.3.5.1.1.4";
        Rung.Snmp strong = user(Rung.SnmpAuth.SHA256, Rung.SnmpPrivacy.AES);
        turn(strong, "ops:authenticity:discretion", Ladder.Verb.OFF);
        assertEquals(List.of("1", "2", "1", "2"), states(column));
        Rung.Snmp weak = user(Rung.SnmpAuth.MD5, Rung.SnmpPrivacy.DES);
        turn(weak, "old:authenticity:discretion", Ladder.Verb.ON);
        assertEquals(List.of("1", "1", "1", "1"), states(column));

        assertEquals(
                "PDU pdu-a: it knows no user nobody",
                trouble(() -> turn(strong, "nobody:authenticity:discretion", Ladder.Verb.OFF)));
        for (String wrong :
                List.of("ops:inauthentic:discretion", "ops:authenticity:indiscretion")) {
            assertEquals(
                    "PDU pdu-a at %s:%d does not answer, or its password, 'auth' or 'privacy' is"
                                    .formatted(HERE, port)
                            + " another one",
                    trouble(() -> turn(strong, wrong, Ladder.Verb.OFF)));
        }
        assertEquals(List.of("1", "1", "1", "1"), states(column));
    }
}
