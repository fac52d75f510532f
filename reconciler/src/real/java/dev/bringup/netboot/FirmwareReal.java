package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.ClusterSpec.DhcpMode;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/// QEMU's machines boot a Linux kernel that we told them to.
class FirmwareReal extends FirmwareBench {

    @Test
    void biosGetsItsAddressAndItsKernelFromUs() throws Exception {
        serve(DhcpMode.AUTHORITATIVE);
        bootsOurKernel(BIOS, "virtio-net-pci", List.of());
        Duration waited = Duration.between(addresses.element(), scripts.element());
        assertTrue(waited.toSeconds() < 8, () -> "iPXE waited " + waited);
        assertTrue(counted.contains("router_solicitations ipv6 answered"), counted::toString);
    }

    @Test
    void biosGetsItsKernelFromUsAndItsAddressFromAnother() throws Exception {
        serve(DhcpMode.PROXY);
        Process other = otherDhcp();
        try {
            bootsOurKernel(BIOS, "virtio-net-pci", List.of());
        } finally {
            other.destroy();
            other.waitFor();
        }
    }

    @Test
    void uefiGetsIpxeByTftp() throws Exception {
        serve(DhcpMode.AUTHORITATIVE);
        bootsOurKernel(UEFI, "virtio-net-pci,romfile=", List.of());
        fetchedItsLoaderBy("TFTP");
    }

    @Test
    void uefiGetsIpxeByHttp() throws Exception {
        serve(DhcpMode.AUTHORITATIVE);
        bootsOurKernel(UEFI, "virtio-net-pci,romfile=", BY_HTTP);
        fetchedItsLoaderBy("HTTP");
    }

    /// By Debian's shim, Debian's GRUB and Debian's kernel, each of which the one before accepts.
    @Test
    void secureBootStartsGrubBehindAShim() throws Exception {
        shimAndGrub();
        serve(DhcpMode.AUTHORITATIVE);
        String line = says("STARTED-WITH ", SECURE, "virtio-net-pci,romfile=", List.of());
        assertTrue(line.contains("/config/permit0123456789/"), line);
        assertTrue(text().contains("secureboot: Secure boot enabled"), this::text);
        fetchedItsLoaderBy("TFTP");
    }

    @Test
    void uefiAsksAtThePortOfPxeWhenItsAddressIsAnothers() throws Exception {
        serve(DhcpMode.PROXY);
        Process other = otherDhcp();
        try {
            bootsOurKernel(UEFI, "virtio-net-pci,romfile=", List.of());
            fetchedItsLoaderBy("TFTP");
        } finally {
            other.destroy();
            other.waitFor();
        }
    }
}
