package dev.bringup.engine;

import dev.bringup.model.BootRequest;
import dev.bringup.model.Departed;
import dev.bringup.model.Identity;
import dev.bringup.model.Ip4;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Plan;
import dev.bringup.model.Rail;
import dev.bringup.plan.Signs;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Who comes to the door: what a machine was when it came first, and what was lately refused, by
/// the rail that did. A request comes and is gone; for a while it is shown among what is held, so
/// that somebody sees it.
final class Doorstep {

    private static final Duration SHOWN = Duration.ofMinutes(10);

    private record Refused(Plan.Held held, Instant until) {}

    private final Memory memory;
    private final World world;
    private final TreeMap<MachineId, Refused> lately = new TreeMap<>();

    /// Those that were told to wait because they restarted by themselves too often.
    private final Set<MachineId> waiting = new HashSet<>();

    Doorstep(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    /// Only an installed system that never got its payload keeps asking for one that is not served
    /// any more.
    void orphan(BootRequest request, Instant now) {
        Ip4 from = request.from();
        Optional<MachineId> machine =
                memory.desired().stream()
                        .flatMap(d -> d.machines().values().stream())
                        .filter(m -> m.address().equals(from))
                        .map(MachineSpec::id)
                        .findFirst();
        String because = "a permit that is not open was used from " + from;
        machine.ifPresent(id -> {
            memory.see(id, s -> s.withSign(Signs.OLD_PERMIT, "network", now));
            refused(request, id, because, now);
        });
        world.witness().noted(new Note.Alarm(now, machine, because));
    }

    void refused(BootRequest request, MachineId machine, String because, Instant now) {
        Rail rail =
                switch (request) {
                    // Whoever asks is not the machine that it says it is.
                    case BootRequest.Script _, BootRequest.Inspection _ -> Rail.R12;
                    case BootRequest.Disks _, BootRequest.Progress _ -> Rail.R7;
                    case BootRequest.Config _,
                            BootRequest.Whole _,
                            BootRequest.PhoneHome _,
                            BootRequest.Join _ ->
                            Rail.R10;
                };
        lately.put(
                machine,
                new Refused(new Plan.Held(machine, "serve", rail, because), now.plus(SHOWN)));
    }

    /// What it is when it is first seen is kept: what is installed or wiped later must be that. A
    /// board that Git names takes the place of it.
    void identify(MachineSpec machine, BootRequest.Script asked, Instant now) {
        Departed.FirstSeen first =
                new Departed.FirstSeen(asked.mac(), new Identity(asked.uuid(), asked.serial()));
        boolean known =
                Optional.ofNullable(memory.departed().known().get(machine.id()))
                        .filter(before -> before.mac().equals(first.mac()))
                        .filter(before ->
                                !machine.hardware().isNamed()
                                        || before.identity().unlike(first.identity()).isEmpty())
                        .isPresent();
        if (!known && first.identity().isKnown()) {
            world.journal().append(new Entry.Identified(now, machine.id(), first));
            memory.departed(d -> d.knowing(machine.id(), first));
        }
    }

    /// Whether a machine that has to wait was not told so before: it is said once.
    boolean isNews(MachineId id) {
        return waiting.add(id);
    }

    void goesOn(MachineId id) {
        waiting.remove(id);
    }

    List<Plan.Held> shown(Instant now) {
        lately.values().removeIf(refused -> refused.until().isBefore(now));
        return lately.values().stream().map(Refused::held).toList();
    }
}
