package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Tls;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// The file that says who is told what happens: one document, judged by its schema as everything
/// else is.
public record Notifications(Duration heldFor, List<Receiver> receivers) {

    static final String SCHEMA = "notifications.json";

    private static final Map<Tls, Integer> PORTS =
            Map.of(Tls.STARTTLS, 587, Tls.TLS, 465, Tls.OFF, 25);

    public Notifications {
        receivers = List.copyOf(receivers);
    }

    /// Nobody.
    public static final Notifications NONE = new Notifications(Duration.ZERO, List.of());

    public sealed interface Answer {
        record Valid(Notifications notifications) implements Answer {}

        record Invalid(List<Diagnostic> problems) implements Answer {}
    }

    public static Answer read(String file, byte[] bytes) {
        Problems problems = new Problems();
        Optional<Tree.Mapping> checked =
                SourceText.of(file, bytes, problems)
                        .flatMap(text -> checked(text, problems))
                        .map(map -> more(map, problems));
        return checked.isEmpty() || problems.hasErrors()
                ? new Answer.Invalid(problems.inReadingOrder())
                : new Answer.Valid(of(checked.get()));
    }

    private static Optional<Tree.Mapping> checked(SourceText text, Problems problems) {
        List<Tree> documents = YamlReader.read(text, problems).documents();
        if (problems.hasErrors()) {
            return Optional.empty();
        }
        Tree first =
                documents.isEmpty()
                        ? new Tree.Mapping(
                                new Diagnostic.Position(text.file(), 1, 1), Map.of(), Map.of())
                        : documents.getFirst();
        if (documents.size() > 1) {
            problems.add(
                    Code.SYNTAX,
                    documents.get(1).at(),
                    "a second document",
                    "all receivers stand in one list");
        }
        Tree tree = new SchemaCheck(problems).check(first, Schema.load(SCHEMA), "");
        return Optional.of(tree).filter(_ -> !problems.hasErrors()).map(Tree.Mapping.class::cast);
    }

    /// What no schema says.
    private static Tree.Mapping more(Tree.Mapping root, Problems problems) {
        Set<String> names = new TreeSet<>();
        int at = 0;
        for (Tree tree : root.list("receivers")) {
            Tree.Mapping receiver = (Tree.Mapping) tree;
            if (!names.add(receiver.need("name"))) {
                problems.add(
                        Code.DUPLICATE_NAME,
                        receiver.place("name"),
                        "there are two receivers '" + receiver.need("name") + "'",
                        "metrics and the log know them by their names");
            }
            Tree.Mapping mail = receiver.map("mail");
            if (mail.get("credentials").isPresent() && mail.need("tls").equals("off")) {
                problems.add(
                        Code.NOT_ONE_OF,
                        mail.place("tls"),
                        "'receivers["
                                + at
                                + "].mail.tls' is starttls or tls where there are"
                                + " credentials, not 'off'",
                        "a password is not sent in the clear");
            }
            at++;
        }
        return root;
    }

    private static Notifications of(Tree.Mapping root) {
        List<Receiver> all = new ArrayList<>();
        root.list("receivers").forEach(tree -> all.add(receiver((Tree.Mapping) tree)));
        return new Notifications(Formats.duration(root.need("heldFor")), all);
    }

    private static Receiver receiver(Tree.Mapping of) {
        return new Receiver(
                of.need("name"),
                of.list("on").stream()
                        .map(topic -> Formats.constant(Topic.class, topic.brief()))
                        .collect(Collectors.toSet()),
                way(of),
                new Receiver.Pace(
                        Formats.duration(of.need("quiet")), Integer.parseInt(of.need("perHour"))),
                of.text("template"));
    }

    private static Receiver.Way way(Tree.Mapping of) {
        Tree.Mapping webhook = of.map("webhook");
        if (of.get("webhook").isPresent()) {
            return new Receiver.Webhook(
                    webhook.need("url"),
                    secret(webhook, "key"),
                    secret(webhook, "token"),
                    webhook.text("ca"));
        }
        return of.get("slack").isPresent()
                ? new Receiver.Slack(secret(of.map("slack"), "url").orElseThrow())
                : mail(of.map("mail"));
    }

    private static Receiver.Mail mail(Tree.Mapping mail) {
        Tls tls = Formats.constant(Tls.class, mail.need("tls"));
        String[] server = mail.need("server").split(":", 2);
        return new Receiver.Mail(
                new Receiver.Server(
                        server[0],
                        server.length == 2
                                ? Integer.parseInt(server[1])
                                : PORTS.getOrDefault(tls, 0),
                        tls,
                        mail.text("ca")),
                mail.need("from"),
                mail.list("to").stream().map(Tree::brief).toList(),
                secret(mail, "credentials"));
    }

    private static Optional<SecretRef> secret(Tree.Mapping of, String name) {
        return of.get(name).map(_ -> ReadMachine.secret(of.map(name).map("secret"), Map.of()));
    }
}
