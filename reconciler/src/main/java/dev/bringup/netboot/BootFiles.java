package dev.bringup.netboot;

import dev.bringup.model.Mac;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.util.Optional;
import java.util.Set;

/// What a DHCP client that wants to boot is told to boot: firmware gets iPXE for its architecture,
/// iPXE gets the URL of its script, an operating system gets nothing.
final class BootFiles {

    /// Which program sent a request.
    enum Asker {
        PXE,
        HTTP_BOOT,
        IPXE,
        SYSTEM
    }

    /// The boot part of a reply; `server` is `siaddr`.
    record Boot(int server, DhcpMessage.BootNames names, Options extra) {

        static final Boot NOTHING = new Boot(0, DhcpMessage.BootNames.NONE, Options.NONE);

        Options onto(Options options) {
            Options all = options;
            for (int code : extra.values().keySet()) {
                all = all.with(code, extra.get(code));
            }
            return all;
        }
    }

    /// Option 175, sub-option 176 = 1: without it iPXE waits 3 s for offers of proxy DHCP servers.
    private static final Octets NO_PROXY_DHCP = new Octets("b00101");

    /// What the ROM of a Raspberry Pi looks for in option 43 before it takes an offer: a menu of
    /// the PXE specification with one entry, whose text it compares.
    private static final Octets RASPBERRY_PI =
            new Octets(
                    "0601030a0400505845"
                            + "0914000011"
                            + Octets.text("Raspberry Pi Boot").hex()
                            + "ff");

    /// Whom IEEE gave these three octets, all of them Raspberry Pi's makers.
    private static final Set<String> RASPBERRY_MACS =
            Set.of(
                    "28:cd:c1",
                    "2c:cf:67",
                    "88:a2:9e",
                    "b8:27:eb",
                    "d8:3a:dd",
                    "dc:a6:32",
                    "e4:5f:01");

    private BootFiles() {}

    static Asker asker(Options options) {
        // iPXE sends the bare text; RFC 3004 would put a length before it. Both contain the name.
        if (options.text(Options.USER_CLASS).filter(c -> c.contains("iPXE")).isPresent()) {
            return Asker.IPXE;
        }
        String vendor = options.text(Options.VENDOR_CLASS).orElse("");
        if (vendor.startsWith("PXEClient")) {
            return Asker.PXE;
        }
        return vendor.startsWith("HTTPClient") ? Asker.HTTP_BOOT : Asker.SYSTEM;
    }

    static Boot boot(DhcpMessage request, DhcpPolicy.Self self) {
        Options options = request.options();
        Optional<String> file = options.u16(Options.ARCHITECTURE).flatMap(self.programs()::file);
        Optional<Boot> boot =
                switch (asker(options)) {
                    case IPXE -> DhcpPolicy.mac(request).map(mac -> script(mac, self));
                    case PXE ->
                            isRaspberryPi(request)
                                    ? Optional.of(raspberryPi(options, self))
                                    : file.map(f -> pxe(f, options, self));
                    case HTTP_BOOT -> file.map(f -> http(f, self));
                    case SYSTEM -> Optional.empty();
                };
        return boot.orElse(Boot.NOTHING);
    }

    private static Boot script(Mac mac, DhcpPolicy.Self self) {
        String url =
                "http://%s/ipxe/%s?%s"
                        .formatted(self.here().http(), mac.hyphened(), IpxeScript.WHO);
        return boot(url, self, Options.NONE.with(Options.IPXE, NO_PROXY_DHCP));
    }

    private static Boot pxe(String file, Options asked, DhcpPolicy.Self self) {
        Options extra =
                Options.NONE
                        .with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                        .with(Options.CLIENT_UUID, asked.get(Options.CLIENT_UUID))
                        .with(Options.TFTP_SERVER, Octets.text(self.address().toString()))
                        .with(Options.IPXE, NO_PROXY_DHCP);
        return boot(file, self, extra);
    }

    /// Its ROM says that it is a PC, and runs no program of one. It takes its files by their own
    /// names from whom it is sent to.
    private static boolean isRaspberryPi(DhcpMessage request) {
        return request.options().u16(Options.ARCHITECTURE).filter(a -> a == 0).isPresent()
                && DhcpPolicy.mac(request)
                        .filter(mac -> RASPBERRY_MACS.contains(mac.text().substring(0, 8)))
                        .isPresent();
    }

    private static Boot raspberryPi(Options asked, DhcpPolicy.Self self) {
        return new Boot(
                self.address().bits(),
                DhcpMessage.BootNames.NONE,
                Options.NONE
                        .with(Options.VENDOR_CLASS, Octets.text("PXEClient"))
                        .with(Options.VENDOR_OPTIONS, RASPBERRY_PI)
                        .with(Options.CLIENT_UUID, asked.get(Options.CLIENT_UUID))
                        .with(Options.TFTP_SERVER, Octets.text(self.address().toString())));
    }

    private static Boot http(String file, DhcpPolicy.Self self) {
        String url = "http://%s/boot/%s".formatted(self.here().http(), file);
        return boot(url, self, Options.NONE.with(Options.VENDOR_CLASS, Octets.text("HTTPClient")));
    }

    /// Both in the field and in option 67: each alone is overlooked by some firmware.
    private static Boot boot(String file, DhcpPolicy.Self self, Options extra) {
        return new Boot(
                self.address().bits(),
                new DhcpMessage.BootNames("", file),
                extra.with(Options.BOOT_FILE, Octets.text(file)));
    }
}
