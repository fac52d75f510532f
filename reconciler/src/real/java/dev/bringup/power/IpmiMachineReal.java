package dev.bringup.power;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.Commands;
import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.CipherSuite;
import dev.bringup.power.ipmi.ConsoleSide;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// ipmi_sim whose chassis is a machine of QEMU: switched by us, looked at by ipmitool, and the
/// other way round.
class IpmiMachineReal {

    private static final Duration BOUND = Duration.ofSeconds(25);

    @TempDir Path folder;

    private final IpmiPower power = IpmiSim.Power.of("admin:secret");
    private IpmiSim sim;

    @BeforeEach
    void start() throws Exception {
        Path chassis =
                Commands.script(
                        folder,
                        "chassis.sh",
                        List.of(
                                "#!/bin/sh",
                                "cd " + folder,
                                "alive() { [ -s pid ] && kill -0 $(cat pid) 2>/dev/null; }",
                                "boot() { cat boot 2>/dev/null || echo default; }",
                                "up() { order=c; [ $(boot) = pxe ] && order=n",
                                "  setsid qemu-system-x86_64 -accel tcg -m 64 -nodefaults"
                                        + " -display none -boot order=$order"
                                        + " -netdev user,id=n0 -device virtio-net-pci,netdev=n0"
                                        + " -object filter-dump,id=f0,netdev=n0,file=wire.pcap"
                                        + " > qemu.log 2>&1 < /dev/null & echo $! > pid; }",
                                "down() { alive && kill -9 $(cat pid); rm -f pid; }",
                                "shift; op=$1; shift",
                                "case $op in",
                                "get) for w in \"$@\"; do case $w in",
                                "  power) alive && echo power:1 || echo power:0;;",
                                "  boot) echo boot:$(boot);;",
                                "  *) echo $w:0;; esac; done;;",
                                "set) echo \"$@\" >> told; while [ $# -gt 0 ]; do case $1$2 in",
                                "  power1) alive || up;; power0) down;; reset1) down; up;;",
                                "  boot*) echo $2 > boot;; esac",
                                "  shift 2; done;;",
                                "esac"));
        sim = new IpmiSim(folder, chassis);
    }

    @AfterEach
    void stop() throws Exception {
        sim.close();
        if (Files.exists(folder.resolve("pid"))) {
            ProcessHandle.of(pid()).ifPresent(ProcessHandle::destroyForcibly);
        }
    }

    private long pid() throws Exception {
        return Long.parseLong(Files.readString(folder.resolve("pid")).strip());
    }

    private boolean runs() throws Exception {
        return Files.exists(folder.resolve("pid"))
                && ProcessHandle.of(pid())
                        .flatMap(running -> running.info().command())
                        .filter(command -> command.contains("qemu"))
                        .isPresent();
    }

    private String ipmitool(String... command) throws Exception {
        List<String> line =
                new java.util.ArrayList<>(
                        List.of(
                                ("ipmitool -I lanplus -C 3 -U admin -P secret -H %s -p %d chassis")
                                        .formatted(sim.bmc().address(), sim.bmc().port())
                                        .split(" ")));
        line.addAll(List.of(command));
        return Commands.run(line.toArray(String[]::new)).output().strip();
    }

    private void agreed(Power wanted) throws Exception {
        assertEquals(wanted, power.status(sim.bmc()));
        // What the chassis program starts is a shell for a moment before it is QEMU.
        Instant until = Instant.now().plusSeconds(20);
        while (runs() != (wanted == Power.ON) && Instant.now().isBefore(until)) {
            Thread.sleep(20);
        }
        assertEquals(wanted == Power.ON, runs());
        assertEquals(
                "Chassis Power is " + (wanted == Power.ON ? "on" : "off"),
                ipmitool("power", "status"));
    }

    private long netboots() throws Exception {
        Path wire = folder.resolve("wire.pcap");
        return Files.exists(wire)
                ? Commands.run("tcpdump", "-nr", "" + wire, "udp", "dst", "port", "67")
                        .output()
                        .lines()
                        .filter(line -> line.contains("BOOTP/DHCP, Request"))
                        .count()
                : 0;
    }

    @Test
    void aMachineGoesOnFromTheNetworkOverAndOff() throws Exception {
        agreed(Power.OFF);
        power.apply(sim.bmc(), Ladder.Verb.ON, Ladder.NextBoot.PXE);
        agreed(Power.ON);
        Instant until = Instant.now().plusSeconds(40);
        while (netboots() == 0 && Instant.now().isBefore(until)) {
            assertTrue(runs(), "it boots");
        }
        assertTrue(netboots() > 0, "its firmware asks for an address");

        long first = pid();
        power.apply(sim.bmc(), Ladder.Verb.CYCLE, Ladder.NextBoot.DISK);
        agreed(Power.ON);
        assertNotEquals(first, pid(), "it is another run");
        power.apply(sim.bmc(), Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS);
        agreed(Power.OFF);

        assertEquals("Chassis Power Control: Up/On", ipmitool("power", "on"));
        agreed(Power.ON);
        assertEquals("Chassis Power Control: Down/Off", ipmitool("power", "off"));
        agreed(Power.OFF);
    }

    @Test
    void aBadLineDoesNoHarm() throws Exception {
        try (Stuttering line = new Stuttering("127.77.2.9", sim.bmc().port())) {
            Rung.Bmc bmc = IpmiSim.at(line.port());
            power.apply(bmc, Ladder.Verb.ON, Ladder.NextBoot.AS_IT_IS);
            agreed(Power.ON);
            long first = pid();
            assertEquals(Power.ON, power.status(bmc));
            assertEquals(first, pid(), "it was started once");
            power.apply(bmc, Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS);
            agreed(Power.OFF);
            // ipmi_sim itself carries out what comes twice.
            List<String> told =
                    Files.readAllLines(folder.resolve("told")).stream().distinct().toList();
            assertEquals(List.of("power 1", "shutdown 1", "power 0"), told);
        }
    }

    @Test
    void whoeverLeavesSessionsHalfOpenLocksNobodyOut() throws Exception {
        for (int i = 0; i < 3; i++) {
            try (DatagramSocket socket = new DatagramSocket()) {
                ConsoleSide half =
                        new ConsoleSide(
                                CipherSuite.of(3).orElseThrow(),
                                new BmcSide.Login("admin", "secret"),
                                new SecureRandom());
                byte[] packet = half.due().array();
                socket.send(
                        new DatagramPacket(
                                packet,
                                packet.length,
                                new InetSocketAddress(
                                        InetAddress.getByName("127.77.2.9"), sim.bmc().port())));
                socket.setSoTimeout(20_000);
                socket.receive(new DatagramPacket(new byte[1024], 1024));
            }
        }
        agreed(Power.OFF);
    }

    @Test
    void whatIsWrongIsSaidInTime() throws Exception {
        assertEquals(
                "BMC sim: wrong password for user admin",
                assertThrows(Unable.class, () -> IpmiSim.Power.of("admin:wrong").status(sim.bmc()))
                        .because());
        sim.kill();
        Instant start = Instant.now();
        assertEquals(
                "BMC sim at 127.77.2.9:%d does not answer".formatted(sim.bmc().port()),
                assertThrows(Unable.class, () -> power.status(sim.bmc())).because());
        assertTrue(Duration.between(start, Instant.now()).compareTo(BOUND) < 0);
    }

    /// It forgets our session while the machine is given time to shut down.
    @Test
    void aBmcThatStartsAnewInTheMiddleIsWaitedForAndServesAgain() throws Exception {
        power.apply(sim.bmc(), Ladder.Verb.ON, Ladder.NextBoot.AS_IT_IS);
        CompletableFuture<String> off = new CompletableFuture<>();
        Instant start = Instant.now();
        Thread.ofVirtual()
                .start(() -> {
                    try {
                        power.apply(sim.bmc(), Ladder.Verb.OFF, Ladder.NextBoot.AS_IT_IS);
                        off.complete("done");
                    } catch (Unable failure) {
                        off.complete(failure.because());
                    }
                });
        Path told = folder.resolve("told");
        while (!Files.readString(told).contains("shutdown 1")) {
            assertTrue(Duration.between(start, Instant.now()).compareTo(BOUND) < 0);
        }
        sim.kill();
        sim.restart();
        String came = came(off);
        assertEquals("done", came);
        System.out.printf(
                "BMC that started anew in the middle of 'off': %s after %d ms%n",
                came, Duration.between(start, Instant.now()).toMillis());
        agreed(Power.OFF);
    }

    private static String came(CompletableFuture<String> off) throws Exception {
        try {
            return off.get(BOUND.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }
}
