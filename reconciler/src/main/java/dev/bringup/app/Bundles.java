package dev.bringup.app;

import dev.bringup.model.MachineId;
import dev.bringup.port.Tape;
import dev.bringup.query.Board;
import dev.bringup.query.Recordings;
import dev.bringup.view.AttemptView;
import dev.bringup.view.Json;
import dev.bringup.view.LoggedLine;
import dev.bringup.view.MachineDetail;
import dev.bringup.view.PayloadView;
import dev.bringup.view.PlanView;
import dev.bringup.view.TroubleView;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/// Puts together what is known of one attempt, for somebody who was not there.
record Bundles(
        Board board, Kept kept, UnaryOperator<String> mask, InstantSource clock, Executor threads)
        implements Recordings {

    /// Where it is.
    record Kept(FlightRecorder recorder, Troubles troubles) {}

    /// What led to an attempt, and what came after it, belongs to it.
    private static final Duration AROUND = Duration.ofSeconds(10);

    private static final String README =
            """
            What Bringup's flight recorder has of one attempt. Secrets are masked.

            attempt.json     the attempt with its phases and their evidence
            machine.json     how the machine stands now, and its other attempts
            plan.json        what is next for it and what holds it, now
            events.jsonl     what was said about it
            troubles.json    what is wrong on the network, and what to do
            packets.pcap     DHCP and TFTP requests, for tshark and Wireshark
            boot.log         what the machine logged while it booted and was installed
            requests.log     of the boot HTTP server
            power.log        commands to BMCs, outlets and network cards
            ssh.log          commands over SSH and what they printed
            payload/         what configures it at its first boot

            The recorder keeps the last 1000 packets, and as many lines of each log, of each
            machine in memory: a log may begin late, and is empty after a restart.
            """;

    @Override
    public void bundle(String machine, Optional<String> attempt, Consumer<Found> reply) {
        threads.execute(() -> reply.accept(find(machine, attempt)));
    }

    @Override
    public List<LoggedLine> logged(String name) {
        List<AttemptView> attempts =
                board.machine(name).map(MachineDetail::attempts).orElse(List.of());
        return kept.recorder().lines(new MachineId(name), Tape.Track.BOOT, _ -> true).stream()
                .map(line ->
                        new LoggedLine(
                                line.at(),
                                attempts.stream()
                                        .filter(attempt -> during(attempt).test(line.at()))
                                        .map(AttemptView::id)
                                        .findFirst(),
                                line.text()))
                .toList();
    }

    private static Predicate<Instant> during(AttemptView attempt) {
        Instant from = attempt.opening().at().minus(AROUND);
        Instant to = attempt.end().map(end -> end.at().plus(AROUND)).orElse(Instant.MAX);
        return at -> !at.isBefore(from) && !at.isAfter(to);
    }

    @Override
    public List<TroubleView> troubles() {
        return kept.troubles().all();
    }

    private Found find(String name, Optional<String> wanted) {
        Optional<MachineDetail> machine = board.machine(name);
        if (machine.isEmpty()) {
            return new Found.Nothing("there is no machine '" + name + "'");
        }
        List<AttemptView> all = machine.get().attempts();
        Optional<AttemptView> attempt = pick(all, wanted.orElse("1"));
        if (attempt.isEmpty()) {
            String ids = all.stream().map(AttemptView::id).collect(Collectors.joining(", "));
            return new Found.Nothing(
                    all.isEmpty()
                            ? name + " had no attempt yet"
                            : "%s had no attempt '%s'; it had %s"
                                    .formatted(name, wanted.orElse("1"), ids));
        }
        return new Found.Bundle(
                name + "-" + attempt.get().id() + ".tar.gz",
                ByteBuffer.wrap(pack(machine.get(), attempt.get())));
    }

    private static Optional<AttemptView> pick(List<AttemptView> all, String wanted) {
        return all.stream()
                .filter(a -> a.id().equals(wanted))
                .findFirst()
                .or(() ->
                        Optional.of(wanted)
                                .filter(text -> text.matches("[1-9][0-9]{0,3}"))
                                .map(Integer::parseInt)
                                .filter(back -> back <= all.size())
                                .map(back -> all.get(back - 1)));
    }

    private byte[] pack(MachineDetail machine, AttemptView attempt) {
        String name = machine.machine().name();
        MachineId id = new MachineId(name);
        Predicate<Instant> during = during(attempt);
        Tarball tar = new Tarball(name + "-" + attempt.id(), clock.instant());
        tar.add("README.txt", README);
        tar.add("attempt.json", shown(Json.of(attempt)));
        tar.add("machine.json", shown(Json.of(machine)));
        tar.add("plan.json", shown(Json.of(plan(name))));
        tar.add(
                "events.jsonl",
                board.eventsSince(0).stream()
                        .filter(e -> e.machine().filter(name::equals).isPresent())
                        .filter(e -> during.test(e.at()))
                        .map(Json::of)
                        .map(this::shown)
                        .collect(Collectors.joining()));
        tar.add(
                "troubles.json",
                shown(
                        Json.of(
                                troubles().stream()
                                        .filter(t -> t.machine().map(name::equals).orElse(true))
                                        .toList())));
        tar.add("packets.pcap", Pcap.of(kept.recorder().packets(id, during)));
        for (Tape.Track track : Tape.Track.values()) {
            tar.add(
                    track.name().toLowerCase(Locale.ROOT) + ".log",
                    kept.recorder().lines(id, track, during).stream()
                            .map(line -> line.at() + " " + line.text() + "\n")
                            .collect(Collectors.joining()));
        }
        board.payload(name).map(PayloadView::files).stream()
                .flatMap(files -> files.entrySet().stream())
                .forEach(file -> tar.add("payload/" + file.getKey(), mask.apply(file.getValue())));
        return tar.finish();
    }

    private String shown(String json) {
        return mask.apply(json) + "\n";
    }

    /// The part of it that is about this machine.
    private PlanView plan(String name) {
        PlanView plan = board.plan();
        return new PlanView(
                plan.now().stream().filter(step -> step.machine().equals(name)).toList(),
                plan.held().stream().filter(held -> held.machine().equals(name)).toList(),
                plan.cluster());
    }
}
