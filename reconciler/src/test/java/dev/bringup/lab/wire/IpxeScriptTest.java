package dev.bringup.lab.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.lab.machine.Stage;
import dev.bringup.lab.wire.IpxeScript.Outcome;
import dev.bringup.lab.machine.Disk;
import dev.bringup.model.Payload;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IpxeScriptTest {

    private static final Map<String, String> BIOS =
            Map.of("platform", "pcbios", "uuid", "u-1", "serial", "S 1");

    private static Outcome run(String body) throws IOException {
        return IpxeScript.run("#!ipxe\n" + body, BIOS);
    }

    @Test
    void aKernelIsBootedWithWhatItsCommandLineSays() throws IOException {
        assertEquals(
                new Outcome.Boot(
                        new Stage.Installer(
                                List.of("http://h/vmlinuz", "http://h/initrd"),
                                "http://h/config/p/",
                                "http://h/report/p/")),
                run(
                        """
                        echo Installing
                        kernel http://h/vmlinuz initrd=initrd bringup.config=http://h/config/p/ \
                        bringup.report=http://h/report/p/ || goto again
                        initrd http://h/initrd || goto again
                        boot || goto again
                        :again
                        exit
                        """));
    }

    @Test
    void aSystemThatRunsFromMemoryIsToldWhereItsPayloadIs() throws IOException {
        Map<String, Disk.Seed> seeds =
                Map.of(
                        "ds=nocloud-net;s=http://h/config/p/",
                                new Disk.Seed("http://h/config/p/", Payload.Kind.CLOUD_INIT),
                        "ignition.config.url=http://h/config/p/config.ign",
                                new Disk.Seed("http://h/config/p/", Payload.Kind.IGNITION),
                        "bringup.config=http://h/config/p/",
                                new Disk.Seed("http://h/config/p/", Payload.Kind.SCRIPT));
        for (Map.Entry<String, Disk.Seed> one : seeds.entrySet()) {
            assertEquals(
                    new Outcome.Boot(
                            new Stage.Live(
                                    List.of("http://h/vmlinuz", "http://h/a", "http://h/b"),
                                    one.getValue())),
                    run(
                            """
                            kernel http://h/vmlinuz initrd=initrd0 initrd=initrd1 %s || goto again
                            initrd --name initrd0 http://h/a || goto again
                            initrd --name initrd1 http://h/b || goto again
                            boot || goto again
                            """
                                    .formatted(one.getKey())));
        }
    }

    @Test
    void eachWayEndsWhereIpxeWouldEnd() throws IOException {
        Map<String, Outcome> cases = new LinkedHashMap<>();
        cases.put("sanboot --no-describe --drive 0x80 || exit", new Outcome.LocalDisk());
        cases.put("exit", new Outcome.LocalDisk());
        cases.put("echo the end of the script", new Outcome.LocalDisk());
        cases.put(
                ":again\nsleep 7\nchain --replace http://h/x?u=${uuid} || goto again",
                new Outcome.Chain("http://h/x?u=u-1", Duration.ofSeconds(7)));
        cases.put(
                "iseq ${platform} efi && exit ||\nchain http://h/bios",
                new Outcome.Chain("http://h/bios", Duration.ZERO));
        cases.put(
                "iseq ${platform} pcbios && goto bios ||\nexit\n:bios\nchain http://h/bios",
                new Outcome.Chain("http://h/bios", Duration.ZERO));
        cases.put("iseq a b\nchain http://h/never", new Outcome.LocalDisk());
        cases.put(
                "isset ${nothing} || chain http://h/unset",
                new Outcome.Chain("http://h/unset", Duration.ZERO));
        for (Map.Entry<String, Outcome> one : cases.entrySet()) {
            assertEquals(one.getValue(), run(one.getKey()), one.getKey());
        }
    }

    @Test
    void whatIpxeCouldNotRunIsSaid() {
        Map<String, String> cases =
                Map.of(
                        "#!ipxe\nbood", "iPXE: bood: command not found",
                        "#!ipxe\ngoto nowhere", "iPXE: goto nowhere: no such label",
                        "#!ipxe\n:a\ngoto a", "iPXE: the script has no end",
                        "#!ipxe\nkernel k\nboot", "kernel: nothing says where the payload is",
                        "<html>", "iPXE: the script does not start with #!ipxe");
        cases.forEach((script, because) ->
                assertEquals(
                        because,
                        assertThrows(IOException.class, () -> IpxeScript.run(script, BIOS))
                                .getMessage()));
    }

    @Test
    void settingsAreExpandedAndUnsetOnesAreEmpty() {
        assertEquals(
                "http://h/ipxe/m?uuid=u-1&serial=S%201&x=",
                IpxeScript.expand(
                        "http://h/ipxe/m?uuid=${uuid}&serial=${serial:uristring}&x=${asset}",
                        BIOS));
    }
}
