package dev.bringup.lab.sim;

import dev.bringup.lab.machine.Blueprint;
import dev.bringup.lab.machine.Stimulus;
import dev.bringup.model.Desired;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.MachineSpec.Want;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;

/// Boxes that are in no commit and start from the network: one that nobody knows, one with the MAC
/// address of a machine, one that says of itself all that a machine does. And network cards that go
/// from one box to another, before Git says so or without that Git ever does.
final class Visitors {

    private static final long CARDS = 0x5254_0099_0000L;

    private final Agenda agenda;
    private final Chaos chaos;
    private final Function<Blueprint, SimMachine> built;
    private final Map<MachineId, SimMachine> rack;

    /// Which card a machine has that is not the one it came with.
    private final Map<MachineId, Mac> cards = new TreeMap<>();

    private Optional<SimMachine> guest = Optional.empty();
    private int boxes;

    Visitors(
            Agenda agenda,
            Chaos chaos,
            Function<Blueprint, SimMachine> built,
            Map<MachineId, SimMachine> rack) {
        this.agenda = agenda;
        this.chaos = chaos;
        this.built = built;
        this.rack = rack;
    }

    /// What operators write of the machines: their cards, as far as they know.
    Desired as(Desired desired) {
        TreeMap<MachineId, MachineSpec> machines = new TreeMap<>(desired.machines());
        cards.forEach((id, card) -> machines.computeIfPresent(id, (_, m) -> m.with(card)));
        return desired.of(machines);
    }

    /// `known` are those of which it is known what they are; who comes first with a MAC address is
    /// believed.
    void mayCome(Sim sim, Desired last, Predicate<MachineSpec> known) {
        if (guest.isPresent()) {
            return;
        }
        if (chaos.strikes(Fault.STRANGER_BOOTS)) {
            come(sim, fresh(), "X-" + boxes, Fault.STRANGER_BOOTS);
        }
        Optional<SimMachine> like = somebody(last, known);
        if (like.isEmpty()) {
            return;
        }
        SimMachine m = like.get();
        if (chaos.strikes(Fault.MAC_SPOOFED)) {
            come(sim, m.mac(), "X-" + boxes, Fault.MAC_SPOOFED);
        } else if (chaos.strikes(Fault.IDENTITY_DUPLICATED)) {
            come(sim, m.mac(), m.state().blueprint().serial(), Fault.IDENTITY_DUPLICATED);
        } else if (chaos.strikes(Fault.CARD_SWAPPED)) {
            swap(sim, m);
        }
    }

    private Optional<SimMachine> somebody(Desired last, Predicate<MachineSpec> known) {
        List<SimMachine> all = new ArrayList<>();
        for (MachineSpec spec : last.machines().values()) {
            SimMachine m = rack.get(spec.id());
            if (m != null
                    && known.test(spec)
                    && m.isAt(spec)
                    && spec.intent().state() == Want.JOINED) {
                all.add(m);
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chaos.pick(all.size())));
    }

    private Mac fresh() {
        return Mac.parse(String.format("%012x", CARDS + boxes));
    }

    /// Its disk is blank only where nothing speaks for it.
    private void come(Sim sim, Mac card, String serial, Fault as) {
        boxes++;
        Blueprint box =
                new Blueprint(
                        "x" + boxes,
                        card,
                        "",
                        serial,
                        Blueprint.Firmware.BIOS,
                        Ip4.parse("127.77.8.1"),
                        Blueprint.Speed.USUAL);
        SimMachine m = built.apply(box);
        boolean twin = as == Fault.IDENTITY_DUPLICATED;
        if (twin || chaos.pick(2) == 0) {
            m.swapDisk();
        }
        sim.tell(as + ": " + m.id() + " with " + card);
        sim.happens(new Deed.Arrived(agenda.now(), m.id(), twin));
        guest = Optional.of(m);
        m.hit(Stimulus.Button.ON);
        agenda.in(
                chaos.between(30_000, 1_800_000),
                () -> {
                    if (guest.equals(Optional.of(m))) {
                        leave();
                        // What it got in the way of goes on with the next commit.
                        sim.goOn();
                    }
                });
    }

    /// Whoever is there goes.
    void leave() {
        guest.ifPresent(m -> m.hit(Stimulus.Button.OFF));
        guest = Optional.empty();
    }

    private void swap(Sim sim, SimMachine m) {
        Mac before = m.mac();
        boxes++;
        Mac after = fresh();
        sim.tell(m.id() + " has the card " + after + " now");
        m.swapCard(after);
        come(sim, before, "X-" + boxes, Fault.CARD_SWAPPED);
        boolean follows = chaos.pick(2) == 0;
        agenda.in(
                chaos.between(60_000, 2_400_000),
                () -> {
                    if (follows && sim.isAsked(m.id())) {
                        cards.put(m.id(), after);
                        sim.goOn();
                    } else {
                        leave();
                        sim.tell(m.id() + " has its card again");
                        m.swapCard(before);
                    }
                });
    }
}
