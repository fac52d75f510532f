package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Image;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Sha256;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What is said to our installer and to a distribution's when the one gives way to the other. That
/// it works is tried on a machine.
class HandOverTest {

    private static final String HTTP = "127.77.0.1:8081";
    private static final String CONFIG = "http://" + HTTP + "/config/permit0123456789/";

    private static Image.Asset asset(String name) {
        return new Image.Asset(name, new Sha256("cd".repeat(32)));
    }

    static MachineSpec machine(Payload.Kind kind, String... args) {
        MachineSpec.Install was = Sample.MACHINE.install();
        Image.Boot boot =
                new Image.Boot.Installer(
                        new Image.Boot.Live(
                                asset("linux"),
                                List.of(asset("one"), asset("two")),
                                Optional.of(asset("root.iso")),
                                List.of(args)));
        return Sample.with(
                Sample.MACHINE,
                new MachineSpec.Install(
                        new Image("distro", Image.Arch.X86_64, boot, Optional.empty()),
                        new Payload(kind, new TreeMap<>(Map.of("script", "#!/bin/sh\n"))),
                        was.kernelArgs(),
                        was.fingerprint()));
    }

    private static BootReply reply(BootRequest request, BootAnswer answer) {
        return BootReply.of(
                request, answer, new Here(HTTP), a -> "http://files/" + a.url(), (_, text) -> text);
    }

    private static BootReply file(MachineSpec machine, String name) {
        return reply(
                new BootRequest.Config(Sample.PERMIT.id(), machine.address(), name),
                new BootAnswer.Serve(machine, Sample.PERMIT, Sample.MARKER.installed()));
    }

    @Test
    void theOrderSaysWhatToStartAndWhichDiskIsItsOwn() {
        MachineSpec machine =
                machine(Payload.Kind.AUTOINSTALL, "url={{bringup.rootfsUrl}}", "ip=dhcp");
        String digest = "cd".repeat(32);
        assertEquals(
                """
                {"do":"handover","disk":"sda","kernel":"http://files/linux","sha256":"%1$s",\
                "initrds":"http://files/one %1$s http://files/two %1$s",\
                "arguments":"url=http://files/root.iso ip=dhcp autoinstall\
                 ds=nocloud-net;s=%2$s console=ttyS0","seed":"%2$s",\
                "marker":{"machine":"node-01","attempt":"a7","commit":"%3$s",\
                "fingerprint":"%4$s","state":"installing"}}
                """
                        .formatted(digest, CONFIG, Sample.COMMIT, Sample.FINGERPRINT),
                reply(
                                new BootRequest.Disks(
                                        Sample.PERMIT.id(), machine.address(), List.of()),
                                new BootAnswer.Write(machine, Sample.PERMIT, "sda", Sample.MARKER))
                        .body());
    }

    @ParameterizedTest
    @EnumSource(Payload.Kind.class)
    void eachInstallerIsToldWhereItsFileIs(Payload.Kind kind) {
        String order =
                HandOver.order(
                                new BootAnswer.Write(
                                        machine(kind), Sample.PERMIT, "sda", Sample.MARKER),
                                new LiveKernel(
                                        machine(kind),
                                        machine(kind).install().image().program().orElseThrow(),
                                        CONFIG,
                                        Optional.of("10.0.0.1:1514"),
                                        Image.Asset::url))
                        .path("arguments")
                        .asText();
        String want =
                switch (kind) {
                    case KICKSTART -> "inst.ks=" + CONFIG + "ks.cfg";
                    case PRESEED -> "auto=true priority=critical url=" + CONFIG + "preseed.cfg";
                    case AUTOINSTALL -> "autoinstall ds=nocloud-net;s=" + CONFIG;
                    case CLOUD_INIT -> "ds=nocloud-net;s=" + CONFIG;
                    case IGNITION ->
                            "ignition.firstboot ignition.platform.id=metal ignition.config.url="
                                    + CONFIG
                                    + "config.ign";
                    case SCRIPT -> "bringup.config=" + CONFIG;
                    case TALOS -> "";
                };
        String log =
                switch (kind) {
                    case KICKSTART -> " inst.syslog=10.0.0.1:1514";
                    case PRESEED -> " log_host=10.0.0.1 log_port=1514";
                    case AUTOINSTALL, CLOUD_INIT, IGNITION, SCRIPT, TALOS -> "";
                };
        assertEquals((want + " console=ttyS0" + log).strip(), order);
    }

    @Test
    void itsScriptsAreForThisInstallationAlone() {
        MachineSpec machine = machine(Payload.Kind.PRESEED);
        String target = file(machine, "target").body();
        assertTrue(target.contains("grep -q '\"attempt\":\"a7\"'"), target);
        String finish = file(machine, "finish").body();
        assertTrue(finish.contains("echo '" + CONFIG + "' > \"$root/etc/bringup/seed\""), finish);
        assertTrue(finish.contains("ExecStart=/bin/sh -eu"), finish);
        assertTrue(finish.contains("\"state\":\"installed\"}' | dd of="), finish);
        assertTrue(
                finish.contains("'http://" + HTTP + "/report/permit0123456789/progress'"), finish);
        assertFalse(finish.contains("@"), finish);
        assertFalse(target.contains("@"), target);
    }

    @Test
    void whoIsInstalledByUsGetsNone() {
        assertEquals(404, file(Sample.MACHINE, "target").status());
        assertEquals(404, file(Sample.MACHINE, "finish").status());
    }

    /// It may be on a volume, where our installer cannot look.
    @Test
    void whatStaysOnTheDiskIsNotSownByForce() {
        BootReply reply =
                reply(
                        new BootRequest.Disks(
                                Sample.PERMIT.id(), Sample.MACHINE.address(), List.of()),
                        new BootAnswer.Reseed(
                                machine(Payload.Kind.KICKSTART), Sample.PERMIT, "sda"));
        assertTrue(reply.body().contains("\"payload\":\"handedOver\""), reply.body());
    }
}
