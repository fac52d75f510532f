package dev.bringup.lifecycle;

import dev.bringup.model.BootRequest;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Match;
import java.util.Optional;

/// A machine that Git describes, and boxes that answer in its place.
final class Swapped {

    static final String BECAUSE =
            "disputed: the vendor of the box is \"Dell Inc.\", and match.vendor is \"Intel*\"";

    private Swapped() {}

    static MachineSpec nuc(MachineSpec machine) {
        Match match =
                new Match(
                        Optional.of("Intel*"),
                        Optional.empty(),
                        Optional.of(1L << 30),
                        Optional.empty());
        return new MachineSpec(
                machine.id(),
                machine.hardware().with(match),
                machine.address(),
                machine.profile(),
                machine.install(),
                machine.node(),
                machine.intent());
    }

    static BootRequest.Script asks(MachineSpec machine, String vendor) {
        return new BootRequest.Script(
                machine.mac(),
                machine.address(),
                Optional.empty(),
                Optional.empty(),
                Match.Box.of(Optional.of(vendor), Optional.empty()));
    }
}
