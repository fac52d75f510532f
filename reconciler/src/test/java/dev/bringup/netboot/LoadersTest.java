package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.Match;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What GRUB and PXELINUX are told, for the answers of the desk.
class LoadersTest {

    private static final Ip4 US = Ip4.parse("127.77.0.1");
    private static final Ip4 FROM = Ip4.parse("127.77.1.1");
    private static final Here HERE = new Here("127.77.0.1:8081");

    private static String told(LoaderFile.Style style, BootAnswer answer) {
        List<BootRequest> asked = new ArrayList<>();
        List<String> told = new ArrayList<>();
        new Loaders(
                        (question, reply) -> {
                            asked.add(question);
                            reply.accept(answer);
                        },
                        Path.of("/nowhere"),
                        US,
                        HERE,
                        Runnable::run)
                .ask(
                        new LoaderFile(style, Optional.empty()),
                        Sample.MAC,
                        FROM,
                        text -> told.add(text.orElse("nothing")));
        assertEquals(
                List.of(
                        new BootRequest.Script(
                                Sample.MAC,
                                FROM,
                                Optional.empty(),
                                Optional.empty(),
                                Match.Box.of(Optional.empty(), Optional.empty()))),
                asked);
        return told.getFirst();
    }

    private static final BootAnswer INSTALL =
            new BootAnswer.StartInstaller(Sample.MACHINE, Sample.PERMIT);

    private static final String ARGUMENTS =
            "bringup.config=http://127.77.0.1:8081/config/permit0123456789/"
                    + " bringup.report=http://127.77.0.1:8081/report/permit0123456789/"
                    + " BOOTIF=01-52-54-00-77-01-01 console=ttyS0";

    @Test
    void grubStartsTheInstallerAndAsksAgainIfItCannot() {
        assertEquals(
                """
                if [ "$bringup" != again ]; then
                  set bringup=again
                  while [ "$bringup" = again ]; do
                    source (tftp,127.77.0.1)/grub.cfg-01-52-54-00-77-01-01
                    sleep 1
                  done
                else
                  echo 'Bringup installs node-01'
                  if linux (tftp,127.77.0.1)/assets/installer/vmlinuz ARGUMENTS; then
                    if initrd (tftp,127.77.0.1)/assets/installer/initrd; then
                      boot
                    fi
                  fi
                  echo 'Bringup: it did not start'
                  sleep 5
                fi
                """
                        .replace("ARGUMENTS", ARGUMENTS),
                told(LoaderFile.Style.GRUB, INSTALL));
    }

    @Test
    void pxelinuxStartsTheInstallerAndAsksAgainIfItCannot() {
        assertEquals(
                """
                SAY Bringup installs node-01
                DEFAULT start
                ONERROR again
                LABEL start
                  KERNEL ::/assets/installer/vmlinuz
                  INITRD ::/assets/installer/initrd
                  APPEND ARGUMENTS
                LABEL again
                  CONFIG ::/pxelinux.cfg/01-52-54-00-77-01-01
                """
                        .replace("ARGUMENTS", ARGUMENTS),
                told(LoaderFile.Style.PXELINUX, INSTALL));
    }

    private static String grub(String order) {
        return told(LoaderFile.Style.GRUB, new BootAnswer.LocalDisk("x"))
                .replace(
                        "  echo 'Bringup: booting from the own disk: x'\n  exit\n",
                        order.indent(2));
    }

    @Test
    void theOwnDiskIsLeftToTheFirmware() {
        BootAnswer disk = new BootAnswer.LocalDisk("it's installed; $all\nis well");
        assertEquals(
                grub(
                        """
                        echo 'Bringup: booting from the own disk: it'\\''s installed; $all is well'
                        exit
                        """),
                told(LoaderFile.Style.GRUB, disk));
        assertEquals(
                """
                SAY Bringup: booting from the own disk: it's installed; $all is well
                DEFAULT disk
                LABEL disk
                  LOCALBOOT 0
                """,
                told(LoaderFile.Style.PXELINUX, disk));
    }

    @Test
    void whoMustWaitAsksAgain() {
        BootAnswer wait = new BootAnswer.Wait(Duration.ofSeconds(20), "not yet");
        assertEquals(
                grub("echo 'Bringup: waiting: not yet'\nsleep 20\n"),
                told(LoaderFile.Style.GRUB, wait));
        assertEquals(
                """
                SAY Bringup: waiting: not yet
                PROMPT 1
                TIMEOUT 200
                DEFAULT again
                LABEL again
                  CONFIG ::/pxelinux.cfg/01-52-54-00-77-01-01
                """,
                told(LoaderFile.Style.PXELINUX, wait));
    }

    @Test
    void whoIsRefusedFindsNothing() {
        assertEquals("nothing", told(LoaderFile.Style.GRUB, new BootAnswer.Refused("no")));
    }

    private static Optional<LoaderFile> file(LoaderFile.Style style, String mac) {
        return Optional.of(
                new LoaderFile(style, Optional.of(mac).filter(m -> !m.isEmpty()).map(Mac::parse)));
    }

    @Test
    void theNamesThatLoadersTry() {
        String mac = "52:54:00:77:01:01";
        assertEquals(file(LoaderFile.Style.GRUB, ""), LoaderFile.of("grub.cfg"));
        assertEquals(file(LoaderFile.Style.GRUB, ""), LoaderFile.of("/grub/x86_64-efi/grub.cfg"));
        assertEquals(
                file(LoaderFile.Style.GRUB, mac),
                LoaderFile.of("grub\\grub.cfg-01-52-54-00-77-01-01"));
        assertEquals(file(LoaderFile.Style.PXELINUX, ""), LoaderFile.of("pxelinux.cfg/default"));
        assertEquals(
                file(LoaderFile.Style.PXELINUX, mac),
                LoaderFile.of("bios/pxelinux.cfg/01-52-54-00-77-01-01"));
        for (String other :
                List.of(
                        "pxelinux.cfg/0A580007",
                        "pxelinux.cfg/00112233-4455-6677-8899-aabbccddeeff",
                        "grub.cfg-0A580007",
                        "xgrub.cfg.bak",
                        "default")) {
            assertEquals(Optional.empty(), LoaderFile.of(other), other);
        }
    }
}
