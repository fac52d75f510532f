package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RenderOptions;
import dev.bringup.secrets.RootKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderingTest {

    @TempDir Path folder;

    private final RenderOptions options = new RenderOptions();

    @BeforeEach
    void theLab() {
        options.path = Path.of("../examples/lab");
        options.machine = "node-02";
    }

    private String shown() throws Failure {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream print = new PrintStream(out, false, StandardCharsets.UTF_8);
        assertEquals(Exit.FINE, new Rendering(options, print).run());
        print.flush();
        return out.toString(StandardCharsets.UTF_8);
    }

    private String refused() {
        return assertThrows(Failure.class, this::shown).getMessage();
    }

    @Test
    void theScriptIsTheOneThatIpxeGets() throws Failure {
        options.what = "ipxe";

        assertEquals(
                """
                #!ipxe
                set syslog 127.77.0.1 ||
                echo Bringup installs node-02
                kernel http://127.77.0.1:8081/assets/installer/vmlinuz initrd=initrd bringup.config=http://127.77.0.1:8081/config/00000000/ bringup.report=http://127.77.0.1:8081/report/00000000/ bringup.log=127.77.0.1:514 BOOTIF=01-52-54-00-77-00-02 || goto again
                initrd http://127.77.0.1:8081/assets/installer/initrd || goto again
                iseq ${platform} efi && shim http://127.77.0.1:8081/boot/shimx64.efi ||
                boot || goto again
                :again
                echo Bringup: the installer did not start
                sleep 5
                chain --replace http://127.77.0.1:8081/ipxe/52-54-00-77-00-02?uuid=${uuid}&serial=${serial:uristring}&vendor=${manufacturer:uristring}&product=${product:uristring} || goto again
                """,
                shown());
    }

    /// From the reconciler alone, wherever it had it from.
    @Test
    void whatRunsFromMemoryIsFetchedFromUs() throws Failure {
        options.path = Path.of("../examples/stateless-coreos");
        options.machine = "burst-01";
        options.what = "ipxe";

        String kernel =
                shown().lines()
                        .filter(line -> line.startsWith("kernel "))
                        .findFirst()
                        .orElseThrow();
        assertEquals(
                "kernel http://10.60.0.1:8081/assets/sha256/"
                        + "1f6e0c4b7a2d9835e0c1b4f7a6d3928574e1f0c9b8a7d6e5f4c3b2a190817263"
                        + " initrd=initrd0 coreos.live.rootfs_url="
                        + "http://10.60.0.1:8081/assets/sha256/"
                        + "3b8a2e6d9c4f1a57a2e3d6b9c8f5140796a3b2e1d0c9f8a7b6e5d4c3b2a19081"
                        + " ignition.firstboot ignition.platform.id=metal"
                        + " ignition.config.url=http://10.60.0.1:8081/config/00000000/config.ign"
                        + " console=ttyS0 BOOTIF=01-00-25-90-60-00-01 || goto again",
                kernel);
    }

    @Test
    void itsNamesAreThoseThatDnsTells() throws Failure {
        options.what = "dns";

        assertEquals(
                """
                node-02.lab.example. 60 IN A 127.77.1.2
                2.1.77.127.in-addr.arpa. 60 IN PTR node-02.lab.example.
                """,
                shown());
    }

    @Test
    void secretsAreMasked() throws Failure {
        options.what = "user-data";
        String text = shown();

        assertTrue(text.contains("  ed25519_private: |\n    ***\n"), text);
        assertTrue(text.contains("--data '{\"nonce\": \"***\"}'"), text);
        assertTrue(text.contains("\"http://127.77.0.1:8081/config/00000000/join\""), text);
        assertTrue(
                text.contains(
                        "registry.login\n    permissions: \"0600\"\n    content: |\n      ***\n"),
                text);
        assertFalse(text.contains("%%"), text);
    }

    @Test
    void revealingTakesTheRootKey() throws Failure, IOException {
        options.what = "user-data";
        options.reveal = true;
        assertEquals(
                "--reveal needs --data-dir, the folder of the reconciler with its root.key",
                refused());
        options.dataDir = folder;
        assertEquals(
                "--reveal needs --data-dir, the folder of the reconciler with its root.key",
                refused());
        RootKey.load(folder.resolve("root.key"), new SecureRandom(new byte[] {1}));
        Path registry = folder.resolve("secrets/lab-registry");
        assertEquals("cannot read the secret " + registry, refused());
        Files.createDirectories(registry.getParent());
        Files.writeString(registry, "puller:in the clear\n");
        String text = shown();

        assertTrue(text.contains("    content: |\n      puller:in the clear\n"), text);

        assertTrue(text.contains("-----BEGIN OPENSSH PRIVATE KEY-----"), text);
        assertFalse(text.contains("***"), text);
    }

    @Test
    void dhcpIsShownAsOptionsAndAsThePacket() throws Failure {
        options.what = "dhcp";
        String text = shown();

        assertTrue(
                text.startsWith(
                        """
                        # firmware (UEFI)
                        yiaddr 127.77.1.2
                        siaddr 127.77.0.1
                        option 1 0xffff0000
                        option 7 0x7f4d0001
                        option 12 "node-02"
                        option 15 "lab.example"
                        option 28 0x7f4dffff
                        option 51 0x00000e10
                        option 53 0x02
                        option 54 0x7f4d0001
                        option 60 "PXEClient"
                        option 66 "127.77.0.1"
                        option 67 "snponly.efi"
                        option 175 0xb00101
                        packet 020106000000000000000000000000007f4d01027f4d000100000000525400770002\
                        """),
                text);
        assertEquals(4, text.split("packet ", -1).length - 1);
    }

    @Test
    void theInstallerIsToldWhatToWrite() throws Failure {
        options.what = "install";
        String text = shown();

        assertTrue(
                text.startsWith(
                        "{\"do\":\"write\",\"disk\":\"DISK\",\"image\":\"http://127.77.0.1:8081/assets/lab-os-1.img\",\"sha256\":\"0e30efd3"),
                text);
    }

    @Test
    void allIsEverythingThatThereIs() throws Failure {
        String text = shown();

        assertEquals(
                "dhcp dns ipxe install meta-data network-config user-data vendor-data",
                text.lines()
                        .filter(line -> line.startsWith("==> "))
                        .map(line -> line.substring(4, line.length() - 4))
                        .collect(java.util.stream.Collectors.joining(" ")));
    }

    @Test
    void whatIsNotThereIsSaidWithWhatIs() {
        options.what = "ignition";
        assertEquals(
                "node-02 is not served 'ignition'; there are dhcp, dns, ipxe, install, meta-data, network-config, user-data, vendor-data, all",
                refused());
        options.machine = "node-20";
        assertEquals("there is no machine 'node-20'; did you mean 'node-02'?", refused());
        options.target = "x";
        assertEquals("name a machine, or a Target with --target", refused());
        options.machine = "";
        assertEquals("there is no Target 'x'; there are no Targets", refused());
    }

    @Test
    void aTargetIsWrittenWhereItSays() throws Failure, IOException {
        Path repository = folder.resolve("repository");
        for (java.util.Map.Entry<String, byte[]> file : LabRepository.files(2).entrySet()) {
            Path path = repository.resolve(file.getKey());
            Files.createDirectories(path.getParent());
            Files.write(path, file.getValue());
        }
        Files.writeString(
                repository.resolve("t.yaml"),
                """
                apiVersion: bringup.dev/v1
                kind: Target
                metadata: {name: hosts}
                spec: {template: hosts.j2, output: etc/hosts}
                """);
        Files.writeString(
                repository.resolve("hosts.j2"),
                "{% for m in machines %}{{ m.ipAddress }} {{ m.name }}\n{% endfor %}");
        options.path = repository;
        options.machine = "";
        options.target = "hosts";
        String text = "127.77.1.1 node-01\n127.77.1.2 node-02\n";

        assertEquals(text, shown());
        options.into = folder.resolve("out");
        assertEquals(folder.resolve("out/etc/hosts") + "\n", shown());
        assertEquals(text, Files.readString(folder.resolve("out/etc/hosts")));
    }
}
