package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.Fleet;
import dev.bringup.kube.Kube;
import dev.bringup.lab.api.LabApi;
import dev.bringup.lab.api.LabClient;
import dev.bringup.lab.api.Sample;
import dev.bringup.model.Action;
import dev.bringup.model.Fact;
import dev.bringup.model.Lead;
import dev.bringup.model.Observed;
import dev.bringup.model.Plan;
import dev.bringup.port.Note;
import dev.bringup.port.Outcome;
import dev.bringup.port.Status;
import dev.bringup.port.Witness;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TellingTest {

    private final List<Note> heard = new ArrayList<>();

    private final Witness next =
            new Witness() {
                @Override
                public void noted(Note note) {
                    heard.add(note);
                }

                @Override
                public void published(Status status) {}
            };

    private static Optional<Status> leading() {
        Observed nothing = Observed.nothing(Fleet.NOON);
        Observed led =
                new Observed(
                        Fleet.NOON,
                        nothing.seen(),
                        nothing.inFlight(),
                        nothing.attempts(),
                        nothing.leaving(),
                        nothing.past(),
                        nothing.around().led(new Fact<>(new Lead.Us(), "test", Fleet.NOON)));
        return Optional.of(
                new Status(
                        Optional.empty(),
                        led,
                        Plan.EMPTY,
                        new Status.Git(Optional.empty(), List.of(), Optional.empty())));
    }

    @Test
    void whatKubernetesDoesNotTakeIsToldAgain() throws Exception {
        Telling telling = new Telling(next, TellingTest::leading, t -> t);
        Action drain = new Action.Drain(Fleet.id(1));
        telling.noted(new Note.Started(Fleet.NOON, drain, "one"));
        telling.noted(new Note.Started(Fleet.NOON, drain, "two"));
        BlockingQueue<String> asked = new LinkedBlockingQueue<>();
        AtomicInteger times = new AtomicInteger();
        Thread teller =
                Thread.ofVirtual()
                        .start(() ->
                                telling.run(line -> {
                                    asked.add(line.text());
                                    return times.incrementAndGet() < 3
                                            ? new Outcome.Retry("not now", Duration.ZERO)
                                            : new Outcome.Done();
                                }));
        List<String> told = new ArrayList<>();
        while (told.size() < 4) {
            told.add(asked.take());
        }
        teller.interrupt();
        teller.join();

        assertEquals(List.of("drain: one", "drain: one", "drain: one", "drain: two"), told);
    }

    /// The first look after an election starts things before anybody hears of the election.
    @Test
    void whatIsNotedBeforeTheStatusIsToldAllTheSame() throws Exception {
        AtomicReference<Optional<Status>> status = new AtomicReference<>(Optional.empty());
        Telling telling = new Telling(next, status::get, t -> t);
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        Thread teller =
                Thread.ofVirtual()
                        .start(() ->
                                telling.run(line -> {
                                    told.add(line.text());
                                    return new Outcome.Done();
                                }));
        telling.noted(new Note.Started(Fleet.NOON, new Action.Drain(Fleet.id(1)), "one"));
        Thread.sleep(150);
        status.set(leading());

        assertEquals("drain: one", told.poll(10, TimeUnit.SECONDS));
        teller.interrupt();
        teller.join();
    }

    @Test
    void whatHappensToAMachineIsToldOfItsNode(@TempDir Path folder) throws Exception {
        Telling telling = new Telling(next, TellingTest::leading, t -> t.replace("secret", "***"));
        Action drain = new Action.Drain(Fleet.id(1));
        telling.noted(new Note.Started(Fleet.NOON, drain, "it has a secret"));
        telling.noted(
                new Note.Ended(
                        Fleet.NOON, drain, new Outcome.Stalled("a budget"), Duration.ofSeconds(1)));
        telling.noted(new Note.Said(Fleet.NOON, Fleet.id(1), "not this"));
        telling.noted(new Note.Alarm(Fleet.NOON, Optional.of(Fleet.id(1)), "somebody else"));
        assertEquals(4, heard.size());

        try (LabApi api = Sample.api(folder, 0);
                LabClient admin = LabClient.admin(api);
                Kube kube =
                        Kube.connect(
                                api.kubeconfig(), InstantSource.system(), new SecureRandom())) {
            Thread teller = Thread.ofVirtual().start(() -> telling.run(kube.events()::tell));
            TreeSet<String> told = new TreeSet<>();
            while (told.size() < 3) {
                Thread.sleep(20);
                for (JsonNode event :
                        admin.get("/api/v1/namespaces/default/events").json().path("items")) {
                    if (event.at("/involvedObject/kind").asText().equals("Node")) {
                        told.add(
                                event.at("/type").asText()
                                        + " "
                                        + event.at("/reason").asText()
                                        + " "
                                        + event.at("/message").asText());
                    }
                }
            }
            teller.interrupt();
            teller.join();
            assertEquals(
                    new TreeSet<>(
                            List.of(
                                    "Normal Drain drain: it has a ***",
                                    "Warning Drain drain: a budget",
                                    "Warning Alarm alarm: somebody else")),
                    told);
        }
    }
}
