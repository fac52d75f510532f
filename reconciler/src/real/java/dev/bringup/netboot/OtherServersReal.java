package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Ip4;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Another DHCP server on a segment, Debian's dnsmasq, is found by asking.
class OtherServersReal {

    private static final Ip4 US = Ip4.parse("10.88.0.1");

    @TempDir Path folder;

    @Test
    void dnsmasqIsFoundWithWhatItOffers() throws Exception {
        try (Cable cable = Cable.lay()) {
            OtherServers others = new OtherServers(Cable.dhcp(cable.device()), 67, US);
            assertEquals(List.of(), others.offers(0x1234567890abL, Duration.ofSeconds(1)));
            Process dnsmasq =
                    cable.start(
                            folder.resolve("log"),
                            List.of(
                                    "/usr/sbin/dnsmasq",
                                    "--keep-in-foreground",
                                    "--conf-file=/dev/null",
                                    "--port=0",
                                    "--no-ping",
                                    "--interface=br0",
                                    "--bind-interfaces",
                                    "--dhcp-range=10.88.0.50,10.88.0.50",
                                    "--dhcp-boot=evil.efi",
                                    "--dhcp-leasefile=" + folder.resolve("leases")));
            try {
                List<OtherServers.Offer> offers = List.of();
                for (int i = 0; i < 10 && offers.isEmpty(); i++) {
                    offers = others.offers(0x1234567890abL, Duration.ofSeconds(1));
                }
                assertEquals(
                        List.of(
                                new OtherServers.Offer(
                                        Ip4.parse("10.88.0.2"),
                                        Ip4.parse("10.88.0.50"),
                                        "evil.efi")),
                        offers);
            } finally {
                dnsmasq.destroy();
                dnsmasq.waitFor();
            }
        }
    }
}
