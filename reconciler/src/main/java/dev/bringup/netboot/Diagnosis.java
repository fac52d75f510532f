package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.port.Trouble;
import java.time.Duration;
import java.util.Optional;

/// What is wrong with a conversation, by both sides of it: what we said, and what came back.
final class Diagnosis {

    private static final int OFFERS = 4;
    private static final Duration LONG = Duration.ofSeconds(5);
    private static final int SMALL = 512;

    private Diagnosis() {}

    /// A machine that was made so many offers for so long, and asked for none of them.
    static Optional<Trouble> offers(
            MachineId machine, int offers, Duration time, Optional<Ip4> relay) {
        if (offers < OFFERS || time.compareTo(LONG) < 0) {
            return Optional.empty();
        }
        String sentence =
                machine
                        + relay.map(from -> " asks by the relay " + from).orElse(" asks")
                        + " for an address again and again, and takes none that it is offered:"
                        + " our offers do not reach it";
        return Optional.of(
                new Trouble(
                        Optional.of(machine),
                        "DHCP",
                        sentence,
                        relay.isPresent()
                                ? "look at the relay: a route back to us, UDP 67 and 68 through its"
                                        + " firewall, and its interface to the machine"
                                : "look at the switch: VLAN, spanning tree without portfast, and"
                                        + " DHCP snooping that does not trust our port"));
    }

    /// A transfer whose client was not heard of for as long as we wait.
    static Trouble silent(MachineId machine, String file, TftpTransfer transfer) {
        return transfer.state() == TftpTransfer.State.NEGOTIATING
                ? new Trouble(
                        Optional.of(machine),
                        "TFTP",
                        "%s asked for %s and did not hear our answer"
                                .formatted(machine, shown(file)),
                        "each transfer has a port of its own: let UDP pass from us to the machine,"
                                + " not only port 69")
                : stalled(machine, file, transfer);
    }

    private static Trouble stalled(MachineId machine, String file, TftpTransfer transfer) {
        int size = transfer.terms().blockSize();
        boolean never = transfer.acknowledged() == 0 && size > SMALL;
        return new Trouble(
                Optional.of(machine),
                "TFTP",
                "%s stopped at block %d of %d of %s, with blocks of %d bytes"
                        .formatted(
                                machine,
                                transfer.acknowledged() + 1,
                                transfer.blocks(),
                                shown(file),
                                size),
                never
                        ? "packets of that size do not arrive: make the MTU the same all the way"
                        : "look at the cable, the switch port and the machine: it went silent");
    }

    /// It is the machine's text.
    private static String shown(String file) {
        String plain = file.replaceAll("[^ -~]", "?");
        return plain.length() > 80 ? plain.substring(0, 80) + "..." : plain;
    }
}
