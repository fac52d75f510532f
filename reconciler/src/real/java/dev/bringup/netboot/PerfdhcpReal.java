package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.ClusterSpec.DhcpMode;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.port.Tally;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kea's own load program, which is a relay agent, gets leases of us.
class PerfdhcpReal {

    private static final Ip4 US = Ip4.parse("10.88.0.1");
    private static final Ip4 THEIRS = Ip4.parse("10.88.0.7");
    private static final Pattern LEFT_OUT = Pattern.compile("drops: (\\d+)");
    private static final Pattern REJECTED = Pattern.compile("rejected leases: (\\d+)");
    private static final Pattern ADDRESS = Pattern.compile("(?m)^,([0-9.]+),$");

    @TempDir Path folder;

    private Netboot ours(Cable cable) throws Exception {
        Desired desired =
                Sample.inspecting(
                        Sample.desired(
                                DhcpMode.AUTHORITATIVE,
                                "10.88.0.0/16",
                                Sample.machine(THEIRS, Sample.MACHINE.install().payload())),
                        "10.88.16.0-10.88.31.255");
        return Netboot.start(
                new Settings(
                        US,
                        new Settings.Ports(67, 4011, 0, 0),
                        new Settings.Folders(folder, folder),
                        Cable.dhcp(cable.device())),
                () -> Optional.of(desired),
                (_, _) -> {},
                (_, text) -> text,
                _ -> {},
                Tally.NONE,
                task -> Thread.ofVirtual().start(task));
    }

    private static String perfdhcp(Cable cable, String... options) throws Exception {
        List<String> command =
                new ArrayList<>(List.of("ip", "netns", "exec", cable.name(), "perfdhcp", "-4"));
        command.addAll(List.of(options));
        command.addAll(List.of("-W", "300000", "-l", "10.88.0.2", US + ""));
        Commands.Ran ran = Commands.run(command.toArray(String[]::new));
        assertEquals(0, ran.status(), ran::output);
        return ran.output();
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void twoThousandStrangersGetAnAddressEachAndNoneIsGivenTwice() throws Exception {
        try (Cable cable = Cable.lay();
                Netboot _ = ours(cable)) {
            String said = perfdhcp(cable, "-r", "1000", "-R", "2000", "-n", "2000", "-u");
            assertEquals(List.of("0", "0"), all(LEFT_OUT, said), said);
            assertTrue(all(REJECTED, said).stream().allMatch("0"::equals), said);
            Matcher received = Pattern.compile("received packets: (\\d+)").matcher(said);
            assertTrue(received.find() && received.group(1).equals("2000"), said);
        }
    }

    @Test
    void aMachineGetsItsOwnAddressEachTime() throws Exception {
        try (Cable cable = Cable.lay();
                Netboot _ = ours(cable)) {
            String said =
                    perfdhcp(
                            cable,
                            "-b",
                            "mac=" + Sample.MAC,
                            "-R",
                            "1",
                            "-r",
                            "200",
                            "-n",
                            "200",
                            "-x",
                            "l");
            assertEquals(List.of("0", "0"), all(LEFT_OUT, said), said);
            assertEquals(Set.of(THEIRS + ""), Set.copyOf(all(ADDRESS, said)));
            assertTrue(all(ADDRESS, said).size() >= 200, said);
        }
    }
}
