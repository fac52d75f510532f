package dev.bringup.power;

import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Rung;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Whether the outlets that Git says feed a machine do, and feed nobody else: they are switched off
/// and somebody looks who is gone. With several feeds each goes off alone first, which nobody must
/// notice. Whatever happens, they are switched on again.
public final class Calibration {

    /// Who of some machines answers now.
    public interface Watch {
        Set<MachineId> answering(Collection<MachineSpec> machines);
    }

    /// `off` is how long nobody need be missed; `back` how long a machine may take to start.
    public record Timing(Duration off, Duration back, Duration poll) {
        public static final Timing USUAL =
                new Timing(Duration.ofSeconds(15), Duration.ofSeconds(90), Duration.ofSeconds(1));
    }

    /// What one switching showed.
    public record Finding(String outlets, boolean right, String text) {}

    private final PduPower pdu;
    private final Watch watch;
    private final InstantSource clock;
    private final Timing timing;

    public Calibration(PduPower pdu, Watch watch, InstantSource clock, Timing timing) {
        this.pdu = pdu;
        this.watch = watch;
        this.clock = clock;
        this.timing = timing;
    }

    /// Ends with the first finding that is not as it should be.
    public List<Finding> run(MachineSpec machine, List<MachineSpec> around) {
        List<Rung.Feed> feeds = machine.hardware().feeds();
        List<List<Rung.Feed>> turns = new ArrayList<>();
        if (feeds.size() > 1) {
            feeds.forEach(feed -> turns.add(List.of(feed)));
        }
        if (!feeds.isEmpty()) {
            turns.add(feeds);
        }
        List<Finding> findings = new ArrayList<>();
        for (List<Rung.Feed> off : turns) {
            Finding finding = turn(machine, around, off, off.size() == feeds.size());
            findings.add(finding);
            if (!finding.right()) {
                break;
            }
        }
        return findings;
    }

    private Finding turn(
            MachineSpec machine, List<MachineSpec> around, List<Rung.Feed> off, boolean all) {
        String outlets = off.stream().map(Rung.Feed::text).collect(Collectors.joining(", "));
        List<MachineSpec> everybody = new ArrayList<>(around);
        everybody.add(machine);
        Set<MachineId> before = watch.answering(everybody);
        if (!before.contains(machine.id())) {
            return new Finding(
                    outlets,
                    false,
                    "%s does not answer on its SSH port, so nobody would see it go; nothing was"
                                    .formatted(machine.id())
                            + " switched");
        }
        List<MachineSpec> watched =
                everybody.stream().filter(m -> before.contains(m.id())).toList();
        try {
            Set<MachineId> gone = gone(machine, watched, off);
            return judged(machine, gone, outlets, all);
        } catch (Unable failure) {
            return new Finding(outlets, false, failure.because());
        }
    }

    /// Who is gone while these are off. They are on again when this returns, or it says that they
    /// are not.
    private Set<MachineId> gone(MachineSpec machine, List<MachineSpec> watched, List<Rung.Feed> off)
            throws Unable {
        Set<MachineId> gone;
        try {
            pdu.apply(machine.id(), off, Ladder.Verb.OFF);
            gone = missed(watched);
        } finally {
            on(off);
        }
        List<MachineSpec> away = watched.stream().filter(m -> gone.contains(m.id())).toList();
        Instant end = clock.instant().plus(timing.back());
        while (watch.answering(away).size() < away.size() && clock.instant().isBefore(end)) {
            Unable.pause(timing.poll());
        }
        return gone;
    }

    /// Those that did not answer at two looks in a row. When somebody is missed there is one look
    /// more, for those that take a moment longer to go.
    private Set<MachineId> missed(List<MachineSpec> watched) throws Unable {
        Instant end = clock.instant().plus(timing.off());
        Set<MachineId> silent = silent(watched);
        while (clock.instant().isBefore(end)) {
            Unable.pause(timing.poll());
            Set<MachineId> now = silent(watched);
            silent.retainAll(now);
            if (!silent.isEmpty()) {
                Unable.pause(timing.poll());
                now.retainAll(silent(watched));
                return now;
            }
            silent = now;
        }
        return Set.of();
    }

    private Set<MachineId> silent(List<MachineSpec> watched) {
        Set<MachineId> silent = new TreeSet<>();
        watched.forEach(m -> silent.add(m.id()));
        silent.removeAll(watch.answering(watched));
        return silent;
    }

    /// Once more if it fails: nothing stays off for an exercise.
    private void on(List<Rung.Feed> off) throws Unable {
        try {
            pdu.on(off);
        } catch (Unable first) {
            Unable.pause(timing.poll());
            try {
                pdu.on(off);
            } catch (Unable again) {
                throw new Unable("STAYS OFF: " + again.because(), Unable.Cure.HUMAN);
            }
        }
    }

    private static Finding judged(
            MachineSpec machine, Set<MachineId> gone, String outlets, boolean all) {
        Set<MachineId> others = new TreeSet<>(gone);
        boolean itself = others.remove(machine.id());
        String names = others.stream().map(MachineId::name).collect(Collectors.joining(", "));
        if (!others.isEmpty()) {
            return new Finding(
                    outlets,
                    false,
                    itself
                            ? machine.id() + " and " + names + " hang on it"
                            : names + " hangs on it, not " + machine.id());
        }
        if (all) {
            return itself
                    ? new Finding(outlets, true, machine.id() + " hangs on it, and nobody else")
                    : new Finding(
                            outlets,
                            false,
                            machine.id() + " went on without: it hangs on another outlet");
        }
        return itself
                ? new Finding(
                        outlets,
                        false,
                        machine.id() + " went off with it: no other feed carries it")
                : new Finding(outlets, true, machine.id() + " went on by its other feed");
    }
}
