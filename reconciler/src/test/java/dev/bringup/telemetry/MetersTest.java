package dev.bringup.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Action;
import dev.bringup.model.Attempt;
import dev.bringup.model.MachineId;
import dev.bringup.model.Phase;
import dev.bringup.model.Timeline;
import dev.bringup.port.Entry.Ending;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.query.Pictures;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MetersTest {

    private final Meters meters = new Meters("0.1.0");

    /// The values of all lines that start so; the order of labels is alphabetical.
    private Set<String> lines(String start) {
        return meters.scrape()
                .lines()
                .filter(line -> line.startsWith(start))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void run(Attempt attempt, Ending ending) {
        meters.noted(new Note.AttemptOpened(attempt.openedAt(), attempt));
        for (Timeline.Span span : attempt.timeline().spans()) {
            meters.noted(
                    new Note.PhaseEnded(
                            Pictures.AT,
                            attempt,
                            "worker",
                            "lab-os-1",
                            span.phase(),
                            span.took(),
                            span.evidence()));
        }
        meters.noted(
                new Note.AttemptClosed(
                        attempt.openedAt().plusSeconds(100),
                        attempt,
                        "worker",
                        ending,
                        "because",
                        Duration.ofSeconds(100)));
    }

    @Test
    void everyPhaseOfEveryAttemptIsCountedOnce() {
        run(Pictures.attempt(1, Pictures.AT, Phase.values()), Ending.DONE);
        run(Pictures.attempt(2, Pictures.AT, Phase.values()), Ending.DONE);
        run(Pictures.attempt(3, Pictures.AT, Phase.WAKE, Phase.FIRMWARE), Ending.FAILED);
        run(Pictures.attempt(4, Pictures.AT), Ending.SUPERSEDED);

        String labels = "{image=\"lab-os-1\",outcome=\"%s\",phase=\"%s\",profile=\"worker\"} %s";
        Set<String> expected = new TreeSet<>();
        for (Phase phase : Phase.values()) {
            String count = phase.compareTo(Phase.FIRMWARE) <= 0 ? "3" : "2";
            expected.add(labels.formatted("done", phase.label(), count));
        }
        expected.add(labels.formatted("failed", "bootloader", "1"));
        expected.add(labels.formatted("superseded", "wake", "1"));
        assertEquals(
                expected,
                lines("bringup_phase_seconds_count").stream()
                        .map(line -> line.substring("bringup_phase_seconds_count".length()))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(
                Set.of(
                        "bringup_phase_seconds_sum{image=\"lab-os-1\",outcome=\"failed\",phase=\"bootloader\",profile=\"worker\"} 90.0"),
                lines("bringup_phase_seconds_sum{image=\"lab-os-1\",outcome=\"failed\""));
    }

    @Test
    void aCycleIsCountedWithItsAction() {
        run(Pictures.attempt(1, Pictures.AT, Phase.values()), Ending.DONE);

        assertEquals(
                Set.of(
                        "bringup_cycle_seconds_count{action=\"install\",outcome=\"done\",profile=\"worker\"} 1"),
                lines("bringup_cycle_seconds_count"));
        assertEquals(
                Set.of(
                        "bringup_cycle_seconds_bucket{action=\"install\",outcome=\"done\",profile=\"worker\",le=\"120.0\"} 1"),
                lines("bringup_cycle_seconds_bucket").stream()
                        .filter(line -> line.contains("le=\"120.0\""))
                        .collect(Collectors.toSet()));
    }

    @Test
    void theWayFromMergeToTheFirstActionIsMeasuredOnce() {
        Action action = new Action.PowerOff(Pictures.machine(1).id());
        meters.noted(new Note.CommitAccepted(Pictures.AT.minusSeconds(80), Pictures.COMMIT));
        meters.noted(new Note.Started(Pictures.AT, action, "first"));
        meters.noted(new Note.Started(Pictures.AT.plusSeconds(50), action, "second"));

        assertEquals(
                Set.of("bringup_merge_to_action_seconds_sum 90.0"),
                lines("bringup_merge_to_action_seconds_sum"));
        assertEquals(
                Set.of("bringup_merge_to_action_seconds_count 1"),
                lines("bringup_merge_to_action_seconds_count"));
    }

    @Test
    void actionsAreCountedByVerbAndOutcome() {
        Action drain = new Action.Drain(Pictures.machine(1).id());
        Duration took = Duration.ofSeconds(3);
        meters.noted(new Note.Ended(Pictures.AT, drain, new Outcome.Done(), took));
        meters.noted(new Note.Ended(Pictures.AT, drain, new Outcome.Done(), took));
        meters.noted(new Note.Ended(Pictures.AT, drain, new Outcome.Stalled("no"), Duration.ZERO));

        assertEquals(
                Set.of(
                        "bringup_actions_total{outcome=\"done\",verb=\"drain\"} 2.0",
                        "bringup_actions_total{outcome=\"stalled\",verb=\"drain\"} 1.0"),
                lines("bringup_actions_total"));
    }

    @Test
    void thePictureIsInGauges() {
        meters.published(Pictures.everything(Pictures.AT));

        assertEquals(
                Set.of(
                        "bringup_machines{profile=\"worker\",state=\"draining\"} 1.0",
                        "bringup_machines{profile=\"worker\",state=\"installing\"} 1.0",
                        "bringup_machines{profile=\"worker\",state=\"off\"} 1.0",
                        "bringup_machines{profile=\"worker\",state=\"ready\"} 1.0",
                        "bringup_machines{profile=\"worker\",state=\"stopped\"} 1.0"),
                lines("bringup_machines"));
        assertEquals(Set.of("bringup_held{rail=\"R4\"} 1.0"), lines("bringup_held{rail=\"R4\"}"));
        assertEquals(Set.of("bringup_held{rail=\"R1\"} 1.0"), lines("bringup_held{rail=\"R1\"}"));
        assertEquals(Set.of("bringup_git_rejected 1.0"), lines("bringup_git_rejected"));

        meters.published(Pictures.status(1, Map.of(), List.of()));
        assertEquals(
                Set.of("bringup_machines{profile=\"worker\",state=\"unknown\"} 1.0"),
                lines("bringup_machines"));
        assertEquals(Set.of("bringup_git_rejected 0.0"), lines("bringup_git_rejected"));
        assertEquals(Set.of("bringup_held{rail=\"R1\"} 0.0"), lines("bringup_held{rail=\"R1\"}"));
    }

    @Test
    void serversCountThroughTheTally() {
        meters.count("dhcp_packets", "discover", "offered");
        meters.time("power_command_seconds", "ipmi on", "done", Duration.ofMillis(40));
        meters.time("git_fetch", "", "unchanged", Duration.ofMillis(4));
        meters.time("reconcile", "", "", Duration.ofMillis(2));
        meters.count("nobody_knows", "x", "y");

        assertEquals(
                Set.of("bringup_dhcp_packets_total{kind=\"discover\",outcome=\"offered\"} 1.0"),
                lines("bringup_dhcp_packets_total"));
        assertEquals(
                Set.of(
                        "bringup_power_command_seconds_count{command=\"on\",driver=\"ipmi\",outcome=\"done\"} 1"),
                lines("bringup_power_command_seconds_count"));
        assertEquals(
                Set.of("bringup_git_fetch_seconds_sum{outcome=\"unchanged\"} 0.004"),
                lines("bringup_git_fetch_seconds_sum"));
        assertEquals(
                Set.of("bringup_reconcile_seconds_sum 0.002"),
                lines("bringup_reconcile_seconds_sum"));
        assertFalse(meters.scrape().contains("nobody"), meters::scrape);
    }

    /// From the commit's time, which the engine told when it took it.
    @Test
    void theWayFromMergeToReadyIsMeasuredForEachMachine() {
        meters.noted(new Note.CommitAccepted(Pictures.AT.minusSeconds(80), Pictures.COMMIT));
        run(Pictures.attempt(1, Pictures.AT, Phase.values()), Ending.DONE);
        run(Pictures.attempt(2, Pictures.AT, Phase.values()), Ending.DONE);
        run(Pictures.attempt(3, Pictures.AT, Phase.WAKE), Ending.FAILED);

        assertEquals(
                Set.of("bringup_merge_to_ready_seconds_sum{profile=\"worker\"} 380.0"),
                lines("bringup_merge_to_ready_seconds_sum"));
    }

    @Test
    void bytesOfImagesAddUpAndStartOver() {
        MachineId first = Pictures.machine(1).id();
        meters.noted(new Note.Imaging(Pictures.AT, first, 100));
        meters.noted(new Note.Imaging(Pictures.AT, first, 250));
        meters.noted(new Note.Imaging(Pictures.AT, Pictures.machine(2).id(), 7));
        meters.noted(new Note.Imaging(Pictures.AT, first, 40));

        assertEquals(Set.of("bringup_image_bytes_total 297.0"), lines("bringup_image_bytes_total"));
    }

    @Test
    void aPhaseThatGoesOnIsAsOldAsItsOldest() {
        meters.published(Pictures.everything(Pictures.AT));

        assertEquals(
                Set.of(
                        "bringup_phase_running_seconds{image=\"lab-os-1\",phase=\"image\",profile=\"worker\"} 11.0"),
                lines("bringup_phase_running_seconds"));
        assertEquals(Set.of("bringup_in_flight{verb=\"drain\"} 1.0"), lines("bringup_in_flight{"));
        assertEquals(Set.of("bringup_nodes{state=\"ready\"} 2.0"), lines("bringup_nodes{"));
        assertEquals(Set.of("bringup_leading 1.0"), lines("bringup_leading "));
        assertEquals(
                Set.of("bringup_git_commit_info{commit=\"a1b2c3d4\"} 1"),
                lines("bringup_git_commit_info"));
    }

    @Test
    void anObservationOfAnAttemptLeavesItsNameAndItsCommit() {
        run(Pictures.attempt(1, Pictures.AT, Phase.values()), Ending.DONE);

        List<String> exemplars =
                meters.openMetrics()
                        .lines()
                        .filter(line -> line.contains(" # {"))
                        .map(line -> line.replaceAll(" [0-9.]+$", ""))
                        .toList();
        assertTrue(
                exemplars.contains(
                        "bringup_cycle_seconds_bucket{action=\"install\",outcome=\"done\",profile=\"worker\",le=\"120.0\"} 1"
                                + " # {commit=\"a1b2c3d4\",attempt=\"attempt-1\"} 100.0"),
                exemplars::toString);
        assertEquals(
                List.of(),
                exemplars.stream()
                        .filter(l ->
                                !l.matches(
                                        "bringup_(phase|cycle)_(ours_)?(seconds|ratio)_bucket.*"))
                        .toList());
        assertTrue(meters.openMetrics().endsWith("# EOF\n"));
    }

    @Test
    void everyMetricOfTheListIsExportedWithItsLabelsAndNoOther() {
        everythingHappens();
        Set<String> wanted = new TreeSet<>();
        for (Metric metric : Metric.values()) {
            wanted.add(metric.exported() + " " + new TreeSet<>(metric.labels()));
        }

        assertEquals(
                wanted,
                meters.scrape()
                        .lines()
                        .filter(line -> !line.startsWith("#"))
                        .map(MetersTest::shape)
                        .filter(shape -> !shape.contains("_max "))
                        .collect(Collectors.toCollection(TreeSet::new)));
        assertEquals(words("# TYPE "), words("# HELP "));
        assertEquals(
                Set.of(),
                lines("# HELP ").stream()
                        .filter(l -> l.split(" ").length < 5)
                        .collect(Collectors.toSet()));
    }

    /// `name [labels]` of a sample, whichever part of a histogram it is. Ten thousand machines of
    /// twenty profiles, each installed once with one of three images.
    @Test
    void aScrapeOfTenThousandMachinesIsSmallAndQuick() {
        for (int n = 0; n < 10_000; n++) {
            Attempt attempt = Pictures.attempt(n % 9 + 1, Pictures.AT, Phase.values());
            for (Timeline.Span span : attempt.timeline().spans()) {
                meters.noted(
                        new Note.PhaseEnded(
                                Pictures.AT,
                                attempt,
                                "profile-" + n % 20,
                                "image-" + n % 3,
                                span.phase(),
                                span.took(),
                                span.evidence()));
            }
        }
        meters.published(Pictures.status(10_000, Map.of(), List.of()));
        int first = meters.scrape().length();
        Instant start = Instant.now();
        String scraped = meters.openMetrics();
        Duration took = Duration.between(start, Instant.now());

        assertTrue(first > 300_000, "the series are there: " + first);
        assertTrue(scraped.length() < 2_000_000, () -> scraped.length() + " bytes");
        assertTrue(took.toMillis() < 1000, () -> "it took " + took);
        assertEquals(
                Set.of("bringup_machines{profile=\"worker\",state=\"unknown\"} 10000.0"),
                lines("bringup_machines{"));
    }

    private static String shape(String sample) {
        String name = sample.replaceAll("[{ ].*", "").replaceFirst("_(bucket|count|sum)$", "");
        Set<String> labels = new TreeSet<>();
        Matcher label = Pattern.compile("(\\w+)=\"[^\"]*\"").matcher(sample);
        while (label.find()) {
            if (!label.group(1).equals("le")) {
                labels.add(label.group(1));
            }
        }
        return name + " " + labels;
    }

    private Set<String> words(String start) {
        return lines(start).stream().map(line -> line.split(" ")[2]).collect(Collectors.toSet());
    }

    private void everythingHappens() {
        meters.count("notifications", "ops", "sent");
        meters.add("traces", "", "sent", 1);
        meters.add("notifications", "team", "sent", 1);
        meters.expires("kubernetes-ca", Pictures.AT);
        theWayFromMergeToReadyIsMeasuredForEachMachine();
        actionsAreCountedByVerbAndOutcome();
        meters.published(Pictures.everything(Pictures.AT));
        meters.count("dhcp_packets", "discover", "offered");
        meters.count("dns_queries", "a", "answered");
        meters.count("tftp_requests", "read", "done");
        meters.count("http_requests", "script", "200");
        meters.count("dhcp_conflicts", "server", "chosen");
        meters.count("syslog_lines", "error", "kept");
        meters.count("router_solicitations", "ipv6", "answered");
        meters.add("udp_packets", "dhcp", "dropped", 3);
        meters.time("git_fetch", "", "unchanged", Duration.ofMillis(4));
        meters.time("power_command_seconds", "ipmi on", "done", Duration.ofMillis(40));
    }
}
