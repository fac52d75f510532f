package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Emission;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.dhcp.DhcpMessage;
import dev.bringup.netboot.dhcp.MessageType;
import dev.bringup.netboot.dhcp.Octets;
import dev.bringup.netboot.dhcp.Options;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/// The exchange of DISCOVER, OFFER, REQUEST and ACK, as firmware, iPXE and an operating system have
/// it. What each sends was captured from real ones.
final class DhcpClient {

    record Lease(Ip4 address, Ip4 server, String bootFile) {}

    /// iPXE repeats a DISCOVER after 1, 2 and 4 seconds.
    private static final List<Integer> WAITS_SECONDS = List.of(1, 2, 4);

    private final Segment segment;
    private final Blueprint machine;
    private final RandomGenerator random;

    DhcpClient(Segment segment, Blueprint machine, RandomGenerator random) {
        this.segment = segment;
        this.machine = machine;
        this.random = random;
    }

    Lease ask(Emission.As as) throws IOException, InterruptedException {
        int transaction = random.nextInt();
        try (Segment.Port port = segment.plugIn(machine.mac())) {
            DhcpMessage offer =
                    exchange(
                            port,
                            message(transaction, options(as, MessageType.DISCOVER)),
                            MessageType.OFFER);
            Options request =
                    options(as, MessageType.REQUEST)
                            .with(Options.REQUESTED_ADDRESS, Octets.u32(offer.addresses().yours()))
                            .with(Options.SERVER, offer.options().get(Options.SERVER));
            DhcpMessage ack = exchange(port, message(transaction, request), MessageType.ACK);
            String file = ack.options().text(Options.BOOT_FILE).orElse(ack.boot().file());
            return new Lease(
                    new Ip4(ack.addresses().yours()), new Ip4(ack.addresses().server()), file);
        }
    }

    private static DhcpMessage exchange(Segment.Port port, DhcpMessage message, MessageType wanted)
            throws IOException, InterruptedException {
        for (int seconds : WAITS_SECONDS) {
            port.send(message);
            DhcpMessage answer = port.heard().poll(seconds, TimeUnit.SECONDS);
            while (answer != null) {
                Optional<MessageType> type = answer.options().type();
                if (answer.exchange().transaction() == message.exchange().transaction()) {
                    if (type.equals(Optional.of(wanted))) {
                        return answer;
                    }
                    if (type.equals(Optional.of(MessageType.NAK))) {
                        throw new IOException(
                                "DHCP: refused: "
                                        + answer.options().text(Options.REASON).orElse(""));
                    }
                }
                answer = port.heard().poll(seconds, TimeUnit.SECONDS);
            }
        }
        throw new IOException("DHCP: no " + wanted);
    }

    private DhcpMessage message(int transaction, Options options) {
        return new DhcpMessage(
                DhcpMessage.Op.REQUEST,
                new DhcpMessage.Exchange(transaction, 0, 0, false),
                DhcpMessage.Addresses.NONE,
                Octets.of(machine.mac().bytes()),
                DhcpMessage.BootNames.NONE,
                options);
    }

    private Options options(Emission.As as, MessageType type) {
        Options plain = Options.NONE.with(Options.TYPE, Octets.u8(type.code()));
        return switch (as) {
            case SYSTEM ->
                    // networkd identifies itself by a DUID, not by the hardware address.
                    plain.with(
                            Options.CLIENT_ID,
                            new Octets("ff" + "00000001" + "0002" + "0000ab11" + uuidHex()));
            case FIRMWARE -> firmware(plain);
            case IPXE ->
                    firmware(plain)
                            .with(Options.USER_CLASS, Octets.text("iPXE"))
                            .with(Options.IPXE, new Octets("b105011af41000eb03020000"));
        };
    }

    private Options firmware(Options plain) {
        boolean efi = machine.firmware() == Blueprint.Firmware.EFI;
        return plain.with(
                        Options.VENDOR_CLASS,
                        Octets.text(
                                efi
                                        ? "PXEClient:Arch:00007:UNDI:003000"
                                        : "PXEClient:Arch:00000:UNDI:002001"))
                .with(Options.ARCHITECTURE, new Octets(efi ? "0007" : "0000"))
                .with(Options.NETWORK_INTERFACE, new Octets(efi ? "010300" : "010201"))
                .with(Options.CLIENT_ID, new Octets("01" + machine.mac().text().replace(":", "")))
                .with(Options.CLIENT_UUID, new Octets("00" + swapped()));
    }

    private String uuidHex() {
        return machine.uuid().replace("-", "");
    }

    /// On the wire the first three fields of a UUID are little-endian.
    private String swapped() {
        String hex = uuidHex();
        StringBuilder swapped = new StringBuilder();
        for (int at : new int[] {6, 4, 2, 0, 10, 8, 14, 12}) {
            swapped.append(hex, at, at + 2);
        }
        return swapped.append(hex.substring(16)).toString();
    }
}
