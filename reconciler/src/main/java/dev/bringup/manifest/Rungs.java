package dev.bringup.manifest;

import java.util.Set;
import dev.bringup.model.Diagnostic.Position;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// Whether the ladders of machines lead anywhere.
final class Rungs {

    /// The rungs that lead through a Bmc, and the driver that it must have: they have one name.
    static final List<String> BY_BMC = List.of("ipmi", "redfish");

    /// Those that can switch on whatever is off.
    private static final Set<String> STARTING =
            Set.of("wol", "ipmi", "redfish", "libvirt", "webhook", "command", "manual");

    private final Map<String, Document> bmcs = new TreeMap<>();
    private final Problems problems;

    /// `bmcs` are those without another problem.
    Rungs(List<Document> bmcs, Problems problems) {
        bmcs.forEach(bmc -> this.bmcs.put(bmc.name(), bmc));
        this.problems = problems;
    }

    void check(List<Document> machines) {
        bmcs.values().forEach(bmc -> ReadBmc.check(bmc, problems));
        for (Document machine : machines) {
            List<Tree.Mapping> ladder =
                    machine.spec().list("power").stream().map(Tree.Mapping.class::cast).toList();
            ladder.forEach(this::driver);
            wayOn(machine, ladder.stream().map(Rungs::name).toList());
        }
    }

    static String name(Tree.Mapping rung) {
        return rung.values().keySet().iterator().next();
    }

    private void driver(Tree.Mapping rung) {
        String name = name(rung);
        Optional<Document> bmc =
                rung.map(name).text("bmc").flatMap(b -> Optional.ofNullable(bmcs.get(b)));
        Optional<String> other = bmc.map(ReadBmc::driver).filter(driver -> !driver.equals(name));
        if (other.isPresent()) {
            problems.add(
                    Code.RUNG_OF_OTHER_DRIVER,
                    rung.keys().getOrDefault(name, rung.at()),
                    "Bmc '%s' has driver %s".formatted(bmc.get().name(), other.get()),
                    "write {%s: {bmc: %s}}, or change its driver"
                            .formatted(other.get(), bmc.get().name()));
        }
    }

    /// A machine that shut itself down hangs on outlets that are still on, and there is nothing
    /// that an outlet could do to start it but to cut off whatever runs there unseen.
    private void wayOn(Document machine, List<String> ladder) {
        int ssh = ladder.indexOf("ssh");
        int pdu = ladder.indexOf("pdu");
        boolean starts = ladder.stream().anyMatch(STARTING::contains);
        boolean cutsFirst = pdu >= 0 && pdu < ssh;
        if (ssh < 0 || starts || cutsFirst) {
            return;
        }
        Position at = machine.spec().place("power");
        problems.add(
                Code.NO_WAY_ON,
                at,
                pdu < 0
                        ? "this ladder can switch '%s' off but not on again"
                                .formatted(machine.name())
                        : "this ladder can switch '%s' off but not on again: shut down over ssh,"
                                        .formatted(machine.name())
                                + " it hangs on outlets that are on",
                pdu < 0
                        ? "add wol, ipmi, redfish or pdu"
                        : "put pdu before ssh, or add wol, ipmi or redfish");
    }
}
