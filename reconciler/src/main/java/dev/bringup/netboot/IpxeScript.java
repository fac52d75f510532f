package dev.bringup.netboot;

import dev.bringup.model.Mac;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit;
import dev.bringup.model.PermitId;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// The scripts that iPXE may get. A step that fails leads back to the question, never to the next
/// boot device: what is on the disk may be half an image.
record IpxeScript(Mac mac, Here here) {

    /// What iPXE fills in of its own when it asks for a script; names may hold spaces, hence their
    /// own URI encoding.
    static final String WHO =
            "uuid=${uuid}&serial=${serial:uristring}"
                    + "&vendor=${manufacturer:uristring}&product=${product:uristring}";

    /// An iPXE that was built without it takes it for a setting like any other.
    private String head() {
        return here.logServer()
                .map(server -> "#!ipxe\nset syslog " + server + " ||\n")
                .orElse("#!ipxe\n");
    }

    /// What the installer's kernel is told.
    List<String> installing(MachineSpec machine, Permit permit) {
        List<String> all = new ArrayList<>();
        all.add("bringup.config=http://%s/config/%s/".formatted(here.http(), permit.id()));
        all.add("bringup.report=http://%s/report/%s/".formatted(here.http(), permit.id()));
        here.log().ifPresent(to -> all.add("bringup.log=" + to));
        all.addAll(booting(List.of()));
        all.addAll(machine.install().kernelArgs());
        return all;
    }

    /// The same, when it only looks.
    List<String> inspecting(PermitId ticket) {
        return booting(
                List.of(
                        "bringup.inspect=http://%s/report/%s/hardware"
                                .formatted(here.http(), ticket)));
    }

    /// And by which card it was started.
    List<String> booting(List<String> arguments) {
        List<String> all = new ArrayList<>(arguments);
        all.add("BOOTIF=01-" + mac.hyphened());
        return all;
    }

    private static String line(List<String> arguments) {
        return arguments.stream().map(IpxeScript::plain).collect(Collectors.joining(" "));
    }

    String install(MachineSpec machine, Permit permit) {
        String kernel =
                "kernel http://%s/assets/installer/vmlinuz initrd=initrd %s"
                        .formatted(here.http(), line(installing(machine, permit)));
        return head()
                + """
                echo Bringup installs %s
                %s || goto again
                initrd http://%s/assets/installer/initrd || goto again
                %s
                boot || goto again
                :again
                echo Bringup: the installer did not start
                sleep 5
                %s
                """
                        .formatted(machine.id(), kernel, here.http(), lender(machine), ask());
    }

    /// UEFI kernels fetch each initrd by its name, BIOS gets all of them in a row.
    String live(LiveKernel live) {
        StringBuilder kernel = new StringBuilder("kernel " + live.kernel());
        StringBuilder initrds = new StringBuilder();
        int n = 0;
        for (String url : live.initrds()) {
            kernel.append(" initrd=initrd").append(n);
            initrds.append("initrd --name initrd%d %s || goto again%n".formatted(n++, url));
        }
        kernel.append(' ').append(line(booting(live.arguments())));
        return head()
                + """
                echo Bringup starts %s from memory
                %s || goto again
                %s%s
                boot || goto again
                :again
                echo Bringup: the image did not start
                sleep 5
                %s
                """
                        .formatted(
                                live.machine().id(),
                                kernel,
                                initrds,
                                lender(live.machine()),
                                ask());
    }

    /// Whatever goes wrong, a machine that is not ours starts its own disk.
    String inspect(PermitId ticket) {
        String arguments = line(inspecting(ticket));
        return head()
                + """
                echo Bringup looks at this machine, and changes nothing
                kernel http://%s/assets/installer/vmlinuz initrd=initrd %s || goto own
                initrd http://%s/assets/installer/initrd || goto own
                %s
                boot || goto own
                :own
                iseq ${platform} efi && exit ||
                sanboot --no-describe --drive 0x80 || exit
                """
                        .formatted(here.http(), arguments, here.http(), lender(Chain.Cpu.X64));
    }

    /// BIOS firmware takes a mere exit for "try the next device", which need not be the disk; UEFI
    /// has no drive numbers, and its own boot order does the right thing.
    String localDisk(String because) {
        return head()
                + """
                echo Bringup: booting from the own disk: %s
                iseq ${platform} efi && exit ||
                sanboot --no-describe --drive 0x80 || exit
                """
                        .formatted(plain(because));
    }

    String waiting(long seconds, String because) {
        return head()
                + """
                :again
                echo Bringup: waiting: %s
                sleep %d
                %s
                """
                        .formatted(plain(because), seconds, ask());
    }

    private String lender(MachineSpec machine) {
        return lender(
                switch (machine.install().image().arch()) {
                    case X86_64 -> Chain.Cpu.X64;
                    case ARM64 -> Chain.Cpu.ARM64;
                });
    }

    /// With Secure Boot on, a kernel starts by the keys of its distribution's shim. Where it is
    /// off, and where there is none, iPXE goes on without.
    private String lender(Chain.Cpu cpu) {
        return "iseq ${platform} efi && shim http://%s/boot/%s ||"
                .formatted(here.http(), cpu.distribution());
    }

    private String ask() {
        return "chain --replace http://%s/ipxe/%s?%s || goto again"
                .formatted(here.http(), mac.hyphened(), WHO);
    }

    /// Text that is nothing but text to iPXE: one line, no settings, no operators.
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ")
                .replace("${", "$ {")
                .replace("||", "|")
                .replace("&&", "&");
    }
}
