package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Attempt;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload.Placeholder;
import dev.bringup.model.Payload;
import dev.bringup.netboot.installer.Overlay;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real kernel from our network, twice: the machine restarts by itself, gets another permit, and
/// the one of before is good for nothing.
class LiveReal {

    private static final long GIB = 1L << 30;
    private static final Duration LONG = Duration.ofMinutes(4);

    /// Tries the first permit at each start, says that it is up, and restarts the first time.
    private static final String SCRIPT =
            """
            #!/bin/sh
            first=$(echo "$1" | sed 's/again//')
            wget -q -O /dev/null "${first}script" 2> /tmp/said && echo FIRST-PERMIT-IS-GOOD
            grep -q ' 403' /tmp/said && echo FIRST-PERMIT-IS-REFUSED
            wget -q -O /dev/null --post-data '' %s
            echo LIVE-RUNS
            case $1 in
                *again*) sleep 600 ;;
            esac
            reboot -f
            """
                    .formatted(Placeholder.PHONE_HOME_URL.text());

    @TempDir Path folder;

    @Test
    void eachBootHasAPermitOfItsOwnAndNoDiskIsTouched() throws Exception {
        try (InstallBench bench = new InstallBench(folder)) {
            Payload payload =
                    new Payload(Payload.Kind.SCRIPT, new TreeMap<>(Map.of("script", SCRIPT)));
            MachineSpec spec = bench.live(Overlay.init(this::live), payload);
            bench.serve(
                    spec,
                    InstallBench.attempt(spec, InstallBench.PERMIT, new Attempt.Goal.Awake()));
            bench.blank(GIB);
            bench.switchOnWithNetwork();
            bench.await(LONG, () -> bench.said().contains("FIRST-PERMIT-IS-REFUSED"));
            bench.await(LONG, () -> bench.said().lines().filter("LIVE-RUNS"::equals).count() == 2);

            assertEquals(
                    List.of(
                            "script -> StartLive",
                            "config script -> Serve",
                            "up -> Noted",
                            "config script -> Refused"),
                    bench.desk().heard());
            assertTrue(bench.said().contains("FIRST-PERMIT-IS-GOOD"), bench::said);
            bench.switchOff();
            assertArrayEquals(new byte[2 * InstallBench.MIB], bench.read(0, 2 * InstallBench.MIB));
        }
    }

    /// The installer's functions, and another thing to do with them.
    private String live(String installer) {
        int body = installer.indexOf("say \"installer\"\n");
        assertTrue(body > 0, installer);
        return installer.substring(0, body)
                + """
                read_orders
                load_drivers
                find_card
                get_address
                until wget -q -O /tmp/script "${CONFIG}script"; do sleep 1; done
                sh /tmp/script "$CONFIG"
                sleep 600
                """;
    }
}
