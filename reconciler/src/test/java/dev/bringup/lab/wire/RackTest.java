package dev.bringup.lab.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Disk;
import dev.bringup.lab.machine.Machine;
import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Ip4;
import dev.bringup.model.KubeVersion;
import dev.bringup.model.Marker;
import dev.bringup.model.Power;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.ssh.Ran;
import dev.bringup.ssh.Ssh;
import dev.bringup.ssh.Target;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole road on real sockets: our boot services, the rack, and the lab's Kubernetes API.
class RackTest {

    private static final Ip4 PDU = Ip4.parse("127.77.3.1");
    private static final Duration SOON = Duration.ofSeconds(40);

    @TempDir Path folder;

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final ConcurrentLinkedQueue<String> console = new ConcurrentLinkedQueue<>();
    private final Ports ports = new Ports();
    private int outlets;
    private Site site;
    private Rack rack;

    @BeforeEach
    void start() throws IOException {
        outlets = Ports.tcp(PDU.toString());
        site = new Site(folder, ports.plan(0, 0), executor);
        rack = rack(0);
    }

    private static Blueprint blueprint(int number) {
        return Rack.machine(number, Blueprint.Speed.USUAL.times(50));
    }

    private PduPlan pdu() {
        return new PduPlan(
                PDU,
                outlets,
                PduPlan.Face.BASIC,
                Map.of(1, blueprint(1).mac(), 2, blueprint(1).mac()),
                Set.of());
    }

    private Rack rack(int faultsPerMille) throws IOException {
        return Rack.start(
                new Rack.Settings(
                        List.of(blueprint(1), blueprint(2)),
                        site.plan().with(List.of(pdu())),
                        folder.resolve("rack"),
                        50L << 20,
                        new KubeVersion(1, 36, 2),
                        new BmcSide.Login("admin", "lab"),
                        new Faults(faultsPerMille, new Random(4))),
                new Rack.Supplies(
                        executor,
                        InstantSource.system(),
                        new SecureRandom(),
                        (machine, line) -> console.add(machine + ": " + line),
                        order -> {
                            throw new IOException("no room for " + order);
                        }));
    }

    @AfterEach
    void stop() {
        rack.close();
        site.close();
        executor.shutdownNow();
    }

    private Machine machine(int number) {
        return rack.machines().get(number - 1);
    }

    private void await(String what, BooleanSupplier condition) throws InterruptedException {
        Instant until = Instant.now().plus(SOON);
        while (!condition.getAsBoolean()) {
            assertTrue(
                    Instant.now().isBefore(until),
                    () -> what + "\n" + String.join("\n", console) + "\n" + rack.machines());
            Thread.sleep(20);
        }
    }

    private boolean isReady(String node) {
        JsonNode found = site.api("/api/v1/nodes/" + node);
        return NodeObject.isReady(found);
    }

    private void wake(int number) throws IOException {
        byte[] packet = new byte[102];
        for (int i = 0; i < 102; i++) {
            packet[i] = i < 6 ? (byte) 0xff : machine(number).blueprint().mac().bytes()[i % 6];
        }
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.send(
                    new DatagramPacket(
                            packet,
                            102,
                            Addresses.of(site.plan().broadcast(), site.plan().ports().wake())));
        }
    }

    private Ran ssh(int number, String command) {
        Target target =
                new Target(
                        Ip4.parse("127.77.1." + number),
                        site.plan().ports().ssh(),
                        "ops",
                        Site.HOST_KEY.publicText(),
                        Site.OUR_KEY.pair());
        return new Ssh(executor).exec(target, command, Duration.ofSeconds(20));
    }

    private String output(int number, String command) {
        return assertInstanceOf(Ran.Exited.class, ssh(number, command)).output();
    }

    @Test
    void aMagicPacketLeadsToAReadyNodeWithBothFirmwares() throws Exception {
        wake(1);
        wake(2);
        await("both Ready", () -> isReady("node-01") && isReady("node-02"));
        Disk.Installed disk = assertInstanceOf(Disk.Installed.class, machine(1).disk());
        assertEquals(site.marker(1).installed(), disk.marker());
        assertEquals(
                MarkerJson.write(site.marker(1).installed()) + "\n",
                output(1, "cat /etc/bringup/machine.json"));
        assertEquals(Stage.Running.class, machine(2).stage().getClass());
        assertEquals(
                List.of("FIRMWARE_DHCP", "IPXE_DHCP", "OS_DHCP", "TFTP", "HTTP"),
                site.packetsOf(machine(1).blueprint().mac()));
    }

    @Test
    void aKubeletThatIsNewerThanTheApiServerDoesNotRun() throws Exception {
        site.image(KubeVersion.parse("1.37.0"));
        wake(1);
        String refusal = "bay-01: kubelet: 1.37.0 is newer than the API server, which is 1.36.2";
        await("refused", () -> console.contains(refusal));
        assertFalse(isReady("node-01"));
        assertInstanceOf(Stage.Running.class, machine(1).stage());
    }

    @Test
    void aRunningMachineIsRebootedAndSwitchedOffOverSsh() throws Exception {
        wake(1);
        await("Ready", () -> isReady("node-01"));
        String before = output(1, "cat /proc/sys/kernel/random/boot_id");
        assertEquals(new Ran.Exited(0, "", ""), ssh(1, "sudo systemctl reboot"));
        await(
                "another boot id",
                () ->
                        ssh(1, "cat /proc/sys/kernel/random/boot_id")
                                        instanceof Ran.Exited(int status, String now, String _)
                                && status == 0
                                && !now.equals(before));
        assertEquals(1, site.installations(), "a reboot installs nothing");
        ssh(1, "sudo poweroff");
        await("off", () -> machine(1).power() == Power.OFF);
        assertInstanceOf(Ran.Unreachable.class, ssh(1, "true"));
    }

    @Test
    void aMachineIsOffWithItsLastOutletAndStartsWithTheFirst() throws Exception {
        wake(1);
        await("Ready", () -> isReady("node-01"));
        outlet("1=OFF");
        assertEquals(Power.ON, machine(1).power(), "it has another");
        outlet("2=OFF");
        assertEquals(Power.OFF, machine(1).power());
        wake(1);
        rack.press(machine(1).blueprint().mac(), Stimulus.Button.ON);
        assertEquals(Power.OFF, machine(1).power(), "nothing starts without power");
        outlet("2=ON");
        await("running again", () -> machine(1).stage() instanceof Stage.Running);
    }

    private void outlet(String command) throws IOException {
        try (HttpWire wire = HttpWire.open(site.plan().dhcpServer(), PDU.toString(), outlets)) {
            String login =
                    "Basic " + Base64.getEncoder().encodeToString("admin:lab".getBytes(UTF_8));
            assertEquals(
                    302,
                    wire.send(
                                    new HttpWire.Call(
                                            "GET",
                                            "/outlet?" + command,
                                            Map.of("Authorization", login),
                                            ""))
                            .status());
        }
    }

    @Test
    void aMachineWhoseNodeWasDeletedJoinsAgainOverSsh() throws Exception {
        wake(1);
        await("Ready", () -> isReady("node-01"));
        site.delete("/api/v1/nodes/node-01");
        await("gone", () -> !isReady("node-01"));
        assertEquals(
                new Ran.Exited(0, "", ""),
                ssh(1, "sudo sh -c '" + site.joinScript("node-01") + "'"));
        await("Ready again", () -> isReady("node-01"));
        Ran.Exited again =
                assertInstanceOf(
                        Ran.Exited.class, ssh(1, "sh -c 'kubeadm join 127.0.0.1:1 --token a.b'"));
        assertEquals(1, again.status());
        assertEquals("kubeadm join: --discovery-token-ca-cert-hash is missing\n", again.errors());
    }

    @Test
    void aPayloadThatLacksTheJoinCallStopsTheMachineThere() throws Exception {
        site.spoil(text -> text.replace("curl", "wget"));
        wake(1);
        await("stuck", () -> machine(1).stage() instanceof Stage.Stuck);
        assertEquals(
                new Stage.Stuck(
                        "user-data has no join call (a curl that sends the nonce to …/join)"),
                machine(1).stage());
    }

    @Test
    void aWrongDigestIsNoticedAndTheDiskStaysUnfinished() throws Exception {
        site.breakImage();
        wake(1);
        await(
                "the digest",
                () -> console.stream().anyMatch(line -> line.contains("the image's digest is")));
        Disk.Partial disk = assertInstanceOf(Disk.Partial.class, machine(1).disk());
        assertEquals(Marker.State.INSTALLING, disk.marker().state());
    }

    @Test
    void diskAndPowerSurviveTheLab() throws Exception {
        wake(1);
        await("Ready", () -> isReady("node-01"));
        Disk before = machine(1).disk();
        rack.close();
        rack = rack(0);
        assertEquals(before, machine(1).disk());
        assertEquals(Power.ON, machine(1).power(), "it was on, so it starts again");
        assertEquals(Power.OFF, machine(2).power());
        await("up again", () -> machine(1).stage() instanceof Stage.Running);
        assertEquals(1, site.installations());
    }

    @Test
    void aMachineThatLosesItsPowerWhileWritingStartsOver() throws Exception {
        site.slowImage();
        wake(1);
        await("writing", () -> machine(1).stage() instanceof Stage.Imaging);
        rack.press(machine(1).blueprint().mac(), Stimulus.Button.OFF);
        assertInstanceOf(Disk.Partial.class, machine(1).disk());
        assertEquals(Power.OFF, machine(1).power());
        rack.press(machine(1).blueprint().mac(), Stimulus.Button.ON);
        await("Ready", () -> isReady("node-01"));
        assertEquals(2, site.installations());
    }

    @Test
    void faultsDelayTheRoadButDoNotEndIt() throws Exception {
        rack.close();
        rack = rack(150);
        wake(1);
        await("Ready", () -> isReady("node-01"));
        assertTrue(
                console.stream().anyMatch(line -> line.contains("(a fault of the lab)")),
                () -> String.join("\n", console));
    }

    @Test
    void deletedPodsAreEnded() throws Exception {
        wake(1);
        await("Ready", () -> isReady("node-01"));
        site.createPod("web", "node-01");
        site.delete("/api/v1/namespaces/default/pods/web");
        await(
                "the pod is gone",
                () ->
                        site.api("/api/v1/namespaces/default/pods/web")
                                .path("kind")
                                .asText()
                                .equals("Status"));
    }
}
