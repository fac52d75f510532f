package dev.bringup.engine;

import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.ClusterSpec;
import dev.bringup.model.Discovered;
import dev.bringup.model.Identity;
import dev.bringup.model.Mac;
import dev.bringup.model.PermitId;
import dev.bringup.port.Note;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Machines that netboot and are not in Git. Where the policy says so each is looked at once, and
/// starts its own disk ever after. All of it is a cache, and there is an end to it: whoever makes
/// up MAC addresses fills no memory, and never more than a few are looked at together.
final class Strangers {

    static final int MOST = 256;
    static final int AT_ONCE = 8;
    static final int TRIES = 2;
    private static final Duration TICKET = Duration.ofMinutes(6);
    private static final Duration FORGOTTEN = Duration.ofHours(1);
    private static final Duration KEPT = Duration.ofHours(24);

    private final Memory memory;
    private final World world;
    private final Map<Mac, Visit> visits = new LinkedHashMap<>();

    /// `ticket` is the last that it was given, `tries` how many there were.
    private record Visit(PermitId ticket, Identity identity, Instant at, int tries) {

        boolean isOpen(Instant now) {
            return now.isBefore(at.plus(TICKET));
        }
    }

    Strangers(Memory memory, World world) {
        this.memory = memory;
        this.world = world;
    }

    /// iPXE of somebody unknown asks. When in doubt it starts its own disk: a machine that works is
    /// not kept waiting for being looked at.
    BootAnswer script(BootRequest.Script asked, Instant now) {
        boolean inspects =
                memory.desired()
                        .map(d -> d.cluster().network().reach().strangers())
                        .filter(s -> s == ClusterSpec.Strangers.INSPECT)
                        .isPresent();
        if (!inspects) {
            return new BootAnswer.LocalDisk("no machine has this MAC address");
        }
        forget(now);
        if (found().stream().anyMatch(d -> d.mac().equals(asked.mac()))) {
            return new BootAnswer.LocalDisk("it was looked at: see bringup discovered");
        }
        Optional<Visit> before = Optional.ofNullable(visits.get(asked.mac()));
        if (before.filter(visit -> visit.isOpen(now)).isPresent()) {
            return new BootAnswer.Inspect(before.get().ticket());
        }
        int tries = before.map(Visit::tries).orElse(0);
        if (tries >= TRIES) {
            return new BootAnswer.LocalDisk("it was to be looked at, and did not report");
        }
        long open = visits.values().stream().filter(visit -> visit.isOpen(now)).count();
        if (open >= AT_ONCE || visits.size() + found().size() >= MOST) {
            return new BootAnswer.LocalDisk("others are looked at before it");
        }
        PermitId ticket = new PermitId(world.chance().fresh());
        Identity identity = new Identity(asked.uuid(), asked.serial());
        visits.put(asked.mac(), new Visit(ticket, identity, now, tries + 1));
        return new BootAnswer.Inspect(ticket);
    }

    /// What iPXE said of its identity counts, where it said anything: so it will say it again.
    BootAnswer report(BootRequest.Inspection report, Instant now) {
        Optional<Map.Entry<Mac, Visit>> visit =
                visits.entrySet().stream()
                        .filter(v -> v.getValue().ticket().equals(report.ticket()))
                        .filter(v -> v.getValue().isOpen(now))
                        .findFirst();
        if (visit.isEmpty()) {
            return new BootAnswer.Refused("nobody asked for this report");
        }
        Mac mac = visit.get().getKey();
        Identity said = visit.get().getValue().identity();
        Identity identity = said.isKnown() ? said : report.identity();
        Discovered fresh = new Discovered(mac, report.from(), now, identity, report.found());
        visits.remove(mac);
        List<Discovered> all = new ArrayList<>(found());
        all.removeIf(d -> d.mac().equals(mac));
        all.add(fresh);
        memory.discovered(all);
        world.witness()
                .noted(
                        new Note.Alarm(
                                now,
                                Optional.empty(),
                                "a machine that is not in Git: %s, %s %s"
                                        .formatted(
                                                mac.text(),
                                                report.found().vendor(),
                                                report.found().product())));
        return new BootAnswer.LocalDisk("it was looked at");
    }

    private List<Discovered> found() {
        return memory.around().discovered();
    }

    private void forget(Instant now) {
        visits.values().removeIf(visit -> !now.isBefore(visit.at().plus(FORGOTTEN)));
        List<Discovered> fresh =
                found().stream().filter(d -> now.isBefore(d.at().plus(KEPT))).toList();
        if (fresh.size() != found().size()) {
            memory.discovered(fresh);
        }
    }
}
