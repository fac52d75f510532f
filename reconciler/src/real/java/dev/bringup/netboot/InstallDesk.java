package dev.bringup.netboot;

import dev.bringup.lifecycle.BootRules;
import dev.bringup.lifecycle.Decision;
import dev.bringup.lifecycle.InstallRules;
import dev.bringup.lifecycle.LiveRules;
import dev.bringup.model.PermitId;
import dev.bringup.model.Attempt;
import dev.bringup.model.BootAnswer;
import dev.bringup.model.BootRequest;
import dev.bringup.model.MachineSpec;
import dev.bringup.model.Permit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// Answers one machine by the rules that the engine answers by, and remembers what was asked.
final class InstallDesk {

    private final MachineSpec machine;
    private Optional<Attempt> attempt;
    private final List<String> heard = new ArrayList<>();
    private long written;

    InstallDesk(MachineSpec machine, Attempt attempt) {
        this.machine = machine;
        this.attempt = Optional.of(attempt);
    }

    synchronized void answer(BootRequest request, Consumer<BootAnswer> reply) {
        Optional<Decision> decision =
                request instanceof BootRequest.Script script
                        ? Optional.of(script(script))
                        : attempt.filter(open -> holds(open, request))
                                .flatMap(open -> permitted(request, open));
        decision.flatMap(Decision::moved).ifPresent(next -> attempt = Optional.of(next));
        BootAnswer answer =
                decision.isPresent()
                                && decision.get().reply()
                                        instanceof Decision.Reply.Now(BootAnswer said)
                        ? said
                        : new BootAnswer.Refused("nothing is open");
        if (request instanceof BootRequest.Progress progress) {
            written = progress.bytes();
        }
        heard.add(brief(request) + " -> " + answer.getClass().getSimpleName());
        reply.accept(answer);
    }

    /// A machine that runs from memory and asks again is given another permit, as by the engine.
    private Decision script(BootRequest.Script asked) {
        if (!machine.isLive()) {
            return BootRules.script(asked, machine, attempt, BootRules.Disk.TRUSTED);
        }
        Attempt open = attempt.orElseThrow();
        if (LiveRules.isSpent(open)) {
            Permit spent = open.permit().orElseThrow();
            PermitId another = new PermitId("again" + spent.id());
            open =
                    open.with(
                            new Permit(
                                    another,
                                    spent.machine(),
                                    spent.attempt(),
                                    spent.goal(),
                                    Permit.Stage.ISSUED));
            attempt = Optional.of(open);
        }
        return LiveRules.script(asked, open);
    }

    private static boolean holds(Attempt open, BootRequest request) {
        return !(request instanceof BootRequest.Config config)
                || open.permit().orElseThrow().id().equals(config.permit());
    }

    private static Optional<Decision> permitted(BootRequest request, Attempt open) {
        return switch (request) {
            case BootRequest.Disks disks -> Optional.of(InstallRules.disks(disks, open));
            case BootRequest.Progress progress ->
                    Optional.of(InstallRules.progress(progress, open));
            case BootRequest.Config config -> Optional.of(BootRules.config(config, open));
            case BootRequest.PhoneHome home -> Optional.of(BootRules.phoneHome(home, open));
            case BootRequest.Script _,
                    BootRequest.Whole _,
                    BootRequest.Join _,
                    BootRequest.Inspection _ ->
                    Optional.empty();
        };
    }

    private static String brief(BootRequest request) {
        return switch (request) {
            case BootRequest.Script _ -> "script";
            case BootRequest.Disks disks ->
                    "disks "
                            + disks.disks()
                            + (disks.box().memory().isPresent() && disks.box().cpus().isPresent()
                                    ? ""
                                    : " of a box that does not say what it has");
            case BootRequest.Progress progress ->
                    progress.now() + progress.because().map(text -> ": " + text).orElse("");
            case BootRequest.Config config -> "config " + config.file();
            case BootRequest.Whole _ -> "whole";
            case BootRequest.PhoneHome _ -> "up";
            case BootRequest.Join _ -> "join";
            case BootRequest.Inspection _ -> "inspection";
        };
    }

    /// The attempt is over: everything is as it should be.
    synchronized void rest() {
        attempt = Optional.empty();
        heard.clear();
    }

    synchronized void begin(Attempt next) {
        attempt = Optional.of(next);
        heard.clear();
    }

    /// iPXE was told to start the installer.
    synchronized void start() {
        attempt = attempt.map(a -> a.at(Permit.Stage.STARTED));
    }

    /// How many bytes the installer says are on the disk.
    synchronized long written() {
        return written;
    }

    /// In order, without repetition.
    synchronized List<String> heard() {
        return heard.stream().distinct().toList();
    }

    synchronized boolean heard(String what) {
        return heard.contains(what);
    }
}
