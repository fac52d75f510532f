package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Decommission;
import dev.bringup.model.Ip4;
import dev.bringup.model.JoinMaterial;
import dev.bringup.model.PermitId;
import dev.bringup.model.Image;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Payload;
import dev.bringup.model.Sha256;
import java.util.Map;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class BootReplyTest {

    private static final Ip4 FROM = Ip4.parse("127.77.1.1");
    private static final PermitId PERMIT = Sample.PERMIT.id();
    private static final BootRequest SCRIPT =
            new BootRequest.Script(Sample.MAC, FROM, Optional.empty(), Optional.empty());
    private static final BootRequest DISKS = new BootRequest.Disks(PERMIT, FROM, List.of());
    private static final BootRequest JOIN = new BootRequest.Join(PERMIT, FROM, "n1");
    private static final String TEXT = "text/plain; charset=utf-8";
    private static final String AGAIN =
            "chain --replace http://127.77.0.1:8081/ipxe/52-54-00-77-01-01"
                    + "?uuid=${uuid}&serial=${serial:uristring}"
                    + "&vendor=${manufacturer:uristring}&product=${product:uristring}"
                    + " || goto again\n";

    private static BootReply reply(BootRequest request, BootAnswer answer) {
        return BootReply.of(
                request,
                answer,
                new Here("127.77.0.1:8081"),
                image -> AssetStore.declared(image, "127.77.0.1:8081"),
                (serve, text) -> text.replace("%%bringup.nonce%%", "n-" + serve.permit().id()));
    }

    private static BootReply ok(String type, String body) {
        return new BootReply(200, type, body, Optional.empty());
    }

    @Test
    void theInstallerIsStartedWithItsPermitAndNeverFallsThroughToADisk() {
        assertEquals(
                ok(
                        TEXT,
                        """
                        #!ipxe
                        echo Bringup installs node-01
                        kernel http://127.77.0.1:8081/assets/installer/vmlinuz initrd=initrd \
                        bringup.config=http://127.77.0.1:8081/config/permit0123456789/ \
                        bringup.report=http://127.77.0.1:8081/report/permit0123456789/ \
                        BOOTIF=01-52-54-00-77-01-01 console=ttyS0 || goto again
                        initrd http://127.77.0.1:8081/assets/installer/initrd || goto again
                        iseq ${platform} efi && shim \
                        http://127.77.0.1:8081/boot/shimx64.efi ||
                        boot || goto again
                        :again
                        echo Bringup: the installer did not start
                        sleep 5
                        """
                                + AGAIN),
                reply(SCRIPT, new BootAnswer.StartInstaller(Sample.MACHINE, Sample.PERMIT)));
    }

    private static BootAnswer live(Payload.Kind kind, String... args) {
        MachineSpec.Install was = Sample.MACHINE.install();
        Image image =
                new Image(
                        "coreos",
                        Image.Arch.X86_64,
                        new Image.Boot.Live(
                                asset("kernel"),
                                List.of(asset("initrd"), asset("more")),
                                Optional.of(asset("rootfs")),
                                List.of(args)),
                        Optional.empty());
        Payload payload = new Payload(kind, was.payload().files());
        return new BootAnswer.StartLive(
                Sample.with(
                        Sample.MACHINE,
                        new MachineSpec.Install(
                                image, payload, was.kernelArgs(), was.fingerprint())),
                Sample.PERMIT);
    }

    private static Image.Asset asset(String name) {
        return new Image.Asset("live/" + name, new Sha256("cd".repeat(32)));
    }

    @Test
    void anImageIsStartedFromMemoryWithWhatItsKernelMustKnow() {
        assertEquals(
                ok(
                        TEXT,
                        """
                        #!ipxe
                        echo Bringup starts node-01 from memory
                        kernel http://127.77.0.1:8081/assets/live/kernel initrd=initrd0 \
                        initrd=initrd1 quiet \
                        coreos.live.rootfs_url=http://127.77.0.1:8081/assets/live/rootfs \
                        ignition.firstboot ignition.platform.id=metal \
                        ignition.config.url=\
                        http://127.77.0.1:8081/config/permit0123456789/config.ign \
                        console=ttyS0 BOOTIF=01-52-54-00-77-01-01 || goto again
                        initrd --name initrd0 http://127.77.0.1:8081/assets/live/initrd || goto again
                        initrd --name initrd1 http://127.77.0.1:8081/assets/live/more || goto again
                        iseq ${platform} efi && shim \
                        http://127.77.0.1:8081/boot/shimx64.efi ||
                        boot || goto again
                        :again
                        echo Bringup: the image did not start
                        sleep 5
                        """
                                + AGAIN),
                reply(
                        SCRIPT,
                        live(
                                Payload.Kind.IGNITION,
                                "quiet",
                                "coreos.live.rootfs_url={{bringup.rootfsUrl}}")));
    }

    /// The rule of each kind of payload, unless the image has its own.
    @Test
    void theKernelIsToldWhereItsPayloadIs() {
        String config = "http://127.77.0.1:8081/config/permit0123456789/";
        Map<BootAnswer, String> cases =
                Map.of(
                        live(Payload.Kind.CLOUD_INIT), " ds=nocloud-net;s=" + config + " ",
                        live(Payload.Kind.SCRIPT), " bringup.config=" + config + " ",
                        live(Payload.Kind.IGNITION, "flatcar.config.url={{bringup.configUrl}}x"),
                                "initrd1 flatcar.config.url=" + config + "x console=ttyS0 ");
        cases.forEach((answer, part) -> {
            String script = reply(SCRIPT, answer).body();
            assertTrue(script.contains(part), script);
        });
    }

    @Test
    void theOwnDiskIsBootedByTheMethodTheFirmwareSupports() {
        assertEquals(
                ok(
                        TEXT,
                        """
                        #!ipxe
                        echo Bringup: booting from the own disk: it is $ {installed} | so be it
                        iseq ${platform} efi && exit ||
                        sanboot --no-describe --drive 0x80 || exit
                        """),
                reply(SCRIPT, new BootAnswer.LocalDisk("it is ${installed} ||\nso be it")));
        assertEquals(
                ok("application/json", "{\"do\":\"boot\",\"because\":\"installed\"}\n"),
                reply(DISKS, new BootAnswer.LocalDisk("installed")));
    }

    @Test
    void waitingIsSaidInTheWordsOfWhoeverAsks() {
        BootAnswer wait = new BootAnswer.Wait(Duration.ofSeconds(7), "drain first");
        assertEquals(
                ok(TEXT, "#!ipxe\n:again\necho Bringup: waiting: drain first\nsleep 7\n" + AGAIN),
                reply(SCRIPT, wait));
        assertEquals(
                ok(
                        "application/json",
                        "{\"do\":\"wait\",\"seconds\":7,\"because\":\"drain first\"}\n"),
                reply(DISKS, wait));
        assertEquals(
                new BootReply(503, TEXT, "drain first\n", Optional.of(Duration.ofSeconds(7))),
                reply(JOIN, wait));
    }

    @Test
    void aDiskThatStaysIsNamedWithItsNewSeed() {
        assertEquals(
                ok(
                        "application/json",
                        "{\"do\":\"boot\",\"disk\":\"vda\","
                                + "\"seed\":\"http://127.77.0.1:8081/config/permit0123456789/\","
                                + "\"payload\":\"cloudInit\"}\n"),
                reply(DISKS, new BootAnswer.Reseed(Sample.MACHINE, Sample.PERMIT, "vda")));
    }

    @Test
    void theOrderToWipeNamesTheDisksAndTheirMarker() {
        String marker = BootJson.marker(Sample.MARKER).toString();
        assertEquals(
                ok(
                        "application/json",
                        "{\"do\":\"wipe\",\"method\":\"secure\",\"disks\":\"sda nvme0n1\",\"marker\":"
                                + marker
                                + "}\n"),
                reply(
                        DISKS,
                        new BootAnswer.Wipe(
                                Decommission.Method.SECURE,
                                List.of("sda", "nvme0n1"),
                                Sample.MARKER)));
        assertEquals(
                ok("application/json", "{\"do\":\"off\",\"because\":\"its disk is wiped\"}\n"),
                reply(DISKS, new BootAnswer.PowerDown("its disk is wiped")));
    }

    @Test
    void aStrangerIsLookedAtAndStartsItsOwnDiskWhateverGoesWrong() {
        assertEquals(
                ok(
                        TEXT,
                        """
                        #!ipxe
                        echo Bringup looks at this machine, and changes nothing
                        kernel http://127.77.0.1:8081/assets/installer/vmlinuz initrd=initrd\
                         bringup.inspect=http://127.77.0.1:8081/report/permit0123456789/hardware\
                         BOOTIF=01-MAC || goto own
                        initrd http://127.77.0.1:8081/assets/installer/initrd || goto own
                        iseq ${platform} efi && shim \
                        http://127.77.0.1:8081/boot/shimx64.efi ||
                        boot || goto own
                        :own
                        iseq ${platform} efi && exit ||
                        sanboot --no-describe --drive 0x80 || exit
                        """
                                .replace("MAC", Sample.MAC.hyphened())),
                reply(SCRIPT, new BootAnswer.Inspect(Sample.PERMIT.id())));
    }

    @Test
    void theOrderToWriteSaysEverythingTheInstallerNeeds() {
        assertEquals(
                ok(
                        "application/json",
                        "{\"do\":\"write\",\"disk\":\"vda\","
                                + "\"image\":\"http://127.77.0.1:8081/assets/images/debian.raw\","
                                + "\"sha256\":\""
                                + "cd".repeat(32)
                                + "\",\"format\":\"raw\","
                                + "\"seed\":\"http://127.77.0.1:8081/config/permit0123456789/\","
                                + "\"payload\":\"cloudInit\",\"marker\":"
                                + BootJson.marker(Sample.MARKER)
                                + ",\"kernelArgs\":\"console=ttyS0\"}\n"),
                reply(
                        DISKS,
                        new BootAnswer.Write(Sample.MACHINE, Sample.PERMIT, "vda", Sample.MARKER)));
    }

    @Test
    void aPayloadIsFilledWhenServed() {
        BootAnswer serve =
                new BootAnswer.Serve(Sample.MACHINE, Sample.PERMIT, Sample.MARKER.installed());
        assertEquals(
                ok(TEXT, "#cloud-config\nnonce: n-permit0123456789\n"),
                reply(new BootRequest.Config(PERMIT, FROM, "user-data"), serve));
        assertEquals(
                ok(TEXT, "instance-id: node-01-a7\nlocal-hostname: node-01\n"),
                reply(new BootRequest.Config(PERMIT, FROM, "meta-data"), serve));
        assertEquals(
                ok(TEXT, ""), reply(new BootRequest.Config(PERMIT, FROM, "vendor-data"), serve));
        assertEquals(
                BootReply.text(404, "the payload of node-01 has no file config.ign"),
                reply(new BootRequest.Config(PERMIT, FROM, "config.ign"), serve));
    }

    @Test
    void aCloudInitPayloadIsServedAsATreeToo() {
        BootAnswer serve =
                new BootAnswer.Serve(Sample.MACHINE, Sample.PERMIT, Sample.MARKER.installed());
        Map<String, String> texts =
                Map.of(
                        "latest/", "meta-data/\nuser-data\n",
                        "latest/meta-data",
                                "hostname\ninstance-id\nlocal-hostname\nlocal-ipv4\nmac\n",
                        "latest/meta-data/instance-id", "node-01-a7",
                        "latest/meta-data/local-ipv4", "127.77.1.1",
                        "latest/meta-data/mac", "52:54:00:77:01:01",
                        "latest/vendor-data", "",
                        "latest/user-data", "#cloud-config\nnonce: n-permit0123456789\n");
        texts.forEach((file, text) ->
                assertEquals(
                        ok(TEXT, text),
                        reply(new BootRequest.Config(PERMIT, FROM, file), serve),
                        file));
        assertEquals(
                BootReply.text(404, "the payload of node-01 has no file latest/meta-data/ami-id"),
                reply(new BootRequest.Config(PERMIT, FROM, "latest/meta-data/ami-id"), serve));
    }

    @Test
    void aJoinForgetsWhatWasThereBefore() {
        assertEquals(
                ok(
                        "text/x-shellscript; charset=utf-8",
                        """
                        #!/bin/sh
                        set -eu
                        [ ! -e /etc/kubernetes/kubelet.conf ] || kubeadm reset --force
                        kubeadm join k8s:6443 --token abcdef.0123456789abcdef \
                        --discovery-token-ca-cert-hash sha256:00ff --node-name node-01
                        """),
                reply(
                        JOIN,
                        new BootAnswer.JoinWith(
                                Sample.MACHINE.id(),
                                new JoinMaterial("k8s:6443", "abcdef.0123456789abcdef", "00ff"))));
    }

    @Test
    void refusalsAndReceiptsAreShort() {
        assertEquals(
                new BootReply(403, TEXT, "the permit is closed\n", Optional.empty()),
                reply(JOIN, new BootAnswer.Refused("the permit is closed")));
        assertEquals(
                new BootReply(204, TEXT, "", Optional.empty()),
                reply(new BootRequest.PhoneHome(PERMIT, FROM), new BootAnswer.Noted()));
        assertEquals(
                BootReply.text(500, "startinstaller does not answer join"),
                reply(JOIN, new BootAnswer.StartInstaller(Sample.MACHINE, Sample.PERMIT)));
    }
}
