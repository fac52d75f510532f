package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// The board rack by rack.
class RackViewTest {

    private static MachineView machine(String name, Optional<String> rack, Condition state) {
        Optional<MachineView.HeldView> held =
                state == Condition.STOPPED
                        ? Optional.of(new MachineView.HeldView(name, "reimage", "R6", "disk", "x"))
                        : Optional.empty();
        return new MachineView(
                name,
                state,
                new MachineView.Wanted("joined", "worker", "os", "v1:aa"),
                new MachineView.Hardware("52:54:00:00:00:01", "10.0.0.1", rack),
                new MachineView.Known(
                        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty(),
                new MachineView.Outlook("", held));
    }

    @Test
    void racksStandInTheOrderThatPeopleCountAndThoseWithoutOneAtTheEnd() {
        List<RackView> racks =
                RackView.of(
                        List.of(
                                machine("a", Optional.of("r10"), Condition.READY),
                                machine("b", Optional.of("r2"), Condition.READY),
                                machine("c", Optional.empty(), Condition.OFF),
                                machine("d", Optional.of("r2"), Condition.STOPPED)));

        assertEquals(
                List.of(Optional.of("r2"), Optional.of("r10"), Optional.empty()),
                racks.stream().map(RackView::name).toList());
        assertEquals(Map.of("ready", 1, "stopped", 1), racks.getFirst().states());
        assertEquals(1, racks.getFirst().held());
        assertEquals(
                List.of(
                        new RackView.Cell("b", "ready", Optional.empty()),
                        new RackView.Cell("d", "stopped", Optional.of("R6"))),
                racks.getFirst().cells());
    }

    @Test
    void aThousandMachinesWithoutARackAreCountedAndNotAllShown() {
        List<MachineView> machines = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            machines.add(machine("n" + i, Optional.empty(), Condition.READY));
        }
        RackView rack = RackView.of(machines).getFirst();
        assertEquals(1_000, rack.machines());
        assertEquals(500, rack.cells().size());
        assertEquals(500, rack.more());
    }
}
