package dev.bringup.view;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// One rack, with a cell for each machine. `name` is missing for the machines that stand in none;
/// `more` machines are counted and have no cell.
public record RackView(
        Optional<String> name,
        int machines,
        Map<String, Integer> states,
        int held,
        List<Cell> cells,
        int more) {

    /// More than any rack holds; machines without a rack may be thousands.
    private static final int CELLS = 500;

    private static final Pattern DIGITS = Pattern.compile("[0-9]+");

    /// `held` is the rail that holds it.
    public record Cell(String name, String state, Optional<String> held) {}

    /// By the racks' names, those without one last.
    public static List<RackView> of(Collection<MachineView> machines) {
        Map<String, List<MachineView>> racks = new TreeMap<>();
        List<MachineView> none = new ArrayList<>();
        for (MachineView machine : machines) {
            machine.hardware()
                    .rack()
                    .map(rack -> racks.computeIfAbsent(rack, _ -> new ArrayList<>()))
                    .orElse(none)
                    .add(machine);
        }
        List<RackView> all = new ArrayList<>();
        racks.forEach((name, inside) -> all.add(rack(Optional.of(name), inside)));
        all.sort(Comparator.comparing(rack -> sortable(rack.name().orElse(""))));
        if (!none.isEmpty()) {
            all.add(rack(Optional.empty(), none));
        }
        return all;
    }

    /// `r2` stands before `r10`.
    private static String sortable(String name) {
        return DIGITS.matcher(name)
                .replaceAll(number ->
                        "0".repeat(Math.max(0, 9 - number.group().length())) + number.group());
    }

    private static RackView rack(Optional<String> name, List<MachineView> machines) {
        Map<String, Integer> states = new TreeMap<>();
        machines.forEach(m -> states.merge(m.state().label(), 1, Integer::sum));
        return new RackView(
                name,
                machines.size(),
                states,
                (int) machines.stream().filter(m -> m.outlook().held().isPresent()).count(),
                machines.stream().limit(CELLS).map(RackView::cell).toList(),
                Math.max(0, machines.size() - CELLS));
    }

    private static Cell cell(MachineView machine) {
        return new Cell(
                machine.name(),
                machine.state().label(),
                machine.outlook().held().map(h -> h.rail()));
    }
}
