package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.manifest.Notifications;
import dev.bringup.model.Diagnostic;
import dev.bringup.model.MachineId;
import dev.bringup.model.Receiver;
import dev.bringup.notify.Letter;
import dev.bringup.notify.Notifier;
import dev.bringup.port.Tally;
import dev.bringup.secrets.Mask;
import dev.bringup.secrets.Secrets;
import dev.bringup.template.Templates;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who is notified, as a file says it: checked before anything starts.
record Notifying(Path file, Path secrets, Notifier.Plan plan) {

    private static final Logger LOG = LoggerFactory.getLogger(Notifying.class);
    private static final String MEMORY = "notified";

    static Optional<Notifying> of(@Nullable Path file, Path secrets) throws Failure {
        if (file == null) {
            return Optional.empty();
        }
        Notifications read =
                switch (Notifications.read(file.toString(), bytes(file))) {
                    case Notifications.Answer.Valid(Notifications found) -> found;
                    case Notifications.Answer.Invalid(List<Diagnostic> problems) ->
                            throw wrong(Diagnostic.render(problems));
                };
        List<Diagnostic> problems = new ArrayList<>();
        read.receivers().forEach(receiver -> problems.addAll(rendered(receiver).problems()));
        if (!problems.isEmpty()) {
            throw wrong(Diagnostic.render(problems));
        }
        Notifier.Plan plan =
                new Notifier.Plan(
                        read.receivers(), read.heldFor(), file.toAbsolutePath().resolveSibling(""));
        Optional<String> lack = Notifier.lack(plan);
        if (lack.isPresent()) {
            throw wrong(file + ": " + lack.get());
        }
        return Optional.of(new Notifying(file, secrets, plan));
    }

    private static byte[] bytes(Path file) throws Failure {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw wrong("cannot read the receivers in " + file);
        }
    }

    private static Failure wrong(String text) {
        return new Failure(Exit.WRONG_INPUT, text);
    }

    private record Rendered(Optional<String> text, List<Diagnostic> problems) {}

    /// With a letter that has everything, and with one that has little.
    private static Rendered rendered(Receiver receiver) {
        return Stream.of(
                        new Letter(
                                "1",
                                Instant.EPOCH,
                                Optional.of(Receiver.Topic.FAILED),
                                Optional.of(new MachineId("node-01")),
                                "install failed",
                                2),
                        new Letter("2", Instant.EPOCH, Optional.empty(), Optional.empty(), "-", 0))
                .map(letter ->
                        render(new Templates(InstantSource.system()), receiver, letter, "lab"))
                .filter(made -> made.text().isEmpty())
                .findFirst()
                .orElse(new Rendered(Optional.empty(), List.of()));
    }

    private static Rendered render(
            Templates templates, Receiver receiver, Letter letter, String cluster) {
        List<Diagnostic> problems = new ArrayList<>();
        String name = "the template of receiver " + receiver.name();
        Optional<String> text =
                receiver.template()
                        .map(template ->
                                templates.render(
                                        name,
                                        values(letter, cluster),
                                        Map.of(name, template.getBytes(StandardCharsets.UTF_8)),
                                        problems::add))
                        .orElse(Optional.of(letter.plain()));
        return new Rendered(text, problems);
    }

    private static Map<String, Object> values(Letter letter, String cluster) {
        return Map.of(
                "topic", letter.label(),
                "machine", letter.machine().map(id -> id.name()).orElse(""),
                "text", letter.text(),
                "at", letter.at().toString(),
                "more", letter.more(),
                "cluster", cluster);
    }

    /// Tells them from now on. What no receiver may read is hidden by `mask`.
    Notifier start(Path dataDir, Mask mask, Tally tally) {
        Secrets kept =
                new Secrets(
                        secrets, System.getenv(), Optional.empty(), _ -> Optional.empty(), mask);
        Templates templates = new Templates(InstantSource.system());
        Notifier notifier =
                new Notifier(
                        plan,
                        new Notifier.Around(
                                ref -> kept.known(ref, LOG::error),
                                (receiver, letter, cluster) ->
                                        mask.hide(words(templates, receiver, letter, cluster)),
                                dataDir.resolve(MEMORY),
                                steady(),
                                tally,
                                Thread::startVirtualThread));
        notifier.start();
        return notifier;
    }

    /// A template that fails now has met something new: better plain than silent.
    private static String words(
            Templates templates, Receiver receiver, Letter letter, String cluster) {
        Rendered made = render(templates, receiver, letter, cluster);
        made.problems().forEach(problem -> LOG.warn("{}", problem.problem()));
        return made.text().orElse(letter.plain());
    }

    /// Quiet times do not end, and do not last for ever, because somebody sets the clock.
    private static InstantSource steady() {
        Instant began = InstantSource.system().instant();
        long from = System.nanoTime();
        return () -> began.plusNanos(System.nanoTime() - from);
    }
}
