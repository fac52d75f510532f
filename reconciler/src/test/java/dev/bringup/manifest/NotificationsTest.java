package dev.bringup.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Receiver;
import dev.bringup.model.Receiver.Tls;
import dev.bringup.model.Receiver.Topic;
import dev.bringup.model.SecretRef;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NotificationsTest {

    private static final Set<Topic> USUAL =
            EnumSet.complementOf(EnumSet.of(Topic.READY, Topic.ACCEPTED));

    private static Notifications good(String text) {
        return switch (Notifications.read("n.yaml", text.getBytes(StandardCharsets.UTF_8))) {
            case Notifications.Answer.Valid(Notifications read) -> read;
            case Notifications.Answer.Invalid(List<Diagnostic> problems) ->
                    throw new AssertionError(Diagnostic.render(problems));
        };
    }

    private static String wrong(String text) {
        return switch (Notifications.read("n.yaml", text.getBytes(StandardCharsets.UTF_8))) {
            case Notifications.Answer.Valid(Notifications read) -> "fine: " + read;
            case Notifications.Answer.Invalid(List<Diagnostic> problems) ->
                    Diagnostic.render(problems);
        };
    }

    @Test
    void everyFieldIsRead() {
        assertEquals(
                new Notifications(
                        Duration.ofMinutes(5),
                        List.of(
                                new Receiver(
                                        "hook",
                                        Set.of(Topic.READY, Topic.FAILED),
                                        new Receiver.Webhook(
                                                "https://hooks.example/x",
                                                Optional.of(new SecretRef.Env("KEY")),
                                                Optional.of(new SecretRef.File("token")),
                                                Optional.of("ca.pem")),
                                        new Receiver.Pace(Duration.ofMinutes(15), 7),
                                        Optional.of("{{ text }}")),
                                new Receiver(
                                        "chat",
                                        USUAL,
                                        new Receiver.Slack(new SecretRef.File("slack")),
                                        new Receiver.Pace(Duration.ofHours(1), 30),
                                        Optional.empty()),
                                new Receiver(
                                        "ops",
                                        USUAL,
                                        new Receiver.Mail(
                                                new Receiver.Server(
                                                        "mail.example",
                                                        2525,
                                                        Tls.TLS,
                                                        Optional.of("own.pem")),
                                                "bringup@example.org",
                                                List.of("a@example.org", "b@example.org"),
                                                Optional.of(new SecretRef.Env("LOGIN"))),
                                        new Receiver.Pace(Duration.ofHours(1), 30),
                                        Optional.empty()))),
                good(
                        """
                        heldFor: 5m
                        receivers:
                        - name: hook
                          on: [ready, failed]
                          webhook:
                            url: https://hooks.example/x
                            key: {secret: {env: KEY}}
                            token: {secret: {file: token}}
                            ca: ca.pem
                          template: "{{ text }}"
                          quiet: 15m
                          perHour: 7
                        - {name: chat, slack: {url: {secret: {file: slack}}}}
                        - name: ops
                          mail:
                            server: mail.example:2525
                            tls: tls
                            ca: own.pem
                            from: bringup@example.org
                            to: [a@example.org, b@example.org]
                            credentials: {secret: {env: LOGIN}}
                        """));
    }

    @ParameterizedTest
    @CsvSource({"starttls, 587", "tls, 465", "off, 25"})
    void aMailServerHasThePortOfItsTls(String tls, int port) {
        Notifications read =
                good(
                        """
                        receivers:
                        - {name: ops, mail: {server: m, tls: %s, from: a@b, to: [c@d]}}
                        """
                                .formatted(tls));

        assertEquals(port, ((Receiver.Mail) read.receivers().getFirst().way()).server().port());
        assertEquals(Duration.ofMinutes(10), read.heldFor());
    }

    @Test
    void everythingThatIsWrongIsToldAtOnce() {
        assertEquals(
                """
                n.yaml:2:3: error BU1107: 'receivers[0]' needs exactly one of webhook, slack, mail
                2 | - name: a
                  |   ^
                  = help: none of them is there
                n.yaml:3:14: error BU1104: 'receivers[0].on[1]' is one of held, failed, stuck, alarm, quarantined, rejected, git, ready, accepted, not 'redy'
                3 |   on: [held, redy]
                  |              ^
                  = help: did you mean 'ready'?
                n.yaml:4:3: error BU1101: unknown field 'webhok' in 'receivers[0]'
                4 |   webhok: {url: x}
                  |   ^
                  = help: did you mean 'webhook'?
                n.yaml:5:28: error BU1105: 'receivers[1].webhook.url': 'ftp://x' does not have the form ^https?://[^/\\s]+(/\\S*)?$
                5 | - {name: b, webhook: {url: "ftp://x"}, quiet: 1w}
                  |                            ^
                  = help: for example https://hooks.example/bringup
                n.yaml:5:47: error BU1105: 'receivers[1].quiet': '1w' is not a length of time
                5 | - {name: b, webhook: {url: "ftp://x"}, quiet: 1w}
                  |                                               ^
                  = help: for example 15m
                n.yaml:6:26: error BU1103: 'receivers[2].slack.url' is a map, not 'https://hooks.slack.example/T0/x'
                6 | - {name: c, slack: {url: "https://hooks.slack.example/T0/x"}}
                  |                          ^
                  = help: for example {secret: {env: SLACK_URL}}\
                """,
                wrong(
                        """
                        receivers:
                        - name: a
                          on: [held, redy]
                          webhok: {url: x}
                        - {name: b, webhook: {url: "ftp://x"}, quiet: 1w}
                        - {name: c, slack: {url: "https://hooks.slack.example/T0/x"}}
                        """));
    }

    @Test
    void whatNoSchemaSaysIsToldToo() {
        assertEquals(
                """
                n.yaml:2:47: error BU1104: 'receivers[0].mail.tls' is starttls or tls where there are credentials, not 'off'
                2 | - {name: a, mail: {server: m, from: a@b, tls: off, to: [c@d], credentials: {secret: {env: X}}}}
                  |                                               ^
                  = help: a password is not sent in the clear
                n.yaml:3:10: error BU1302: there are two receivers 'a'
                3 | - {name: a, slack: {url: {secret: {env: S}}}}
                  |          ^
                  = help: metrics and the log know them by their names\
                """,
                wrong(
                        """
                        receivers:
                        - {name: a, mail: {server: m, from: a@b, tls: off, to: [c@d], credentials: {secret: {env: X}}}}
                        - {name: a, slack: {url: {secret: {env: S}}}}
                        """));
    }

    @Test
    void oneDocumentIsEnoughAndNoneIsTooFew() {
        assertEquals(
                """
                n.yaml:1:1: error BU1102: 'receivers' is missing
                1 |\s
                  | ^
                  = help: Everybody who is told. (for example [{name: ops, slack: {url: {secret: {file: slack-url}}}}])\
                """,
                wrong(""));
        assertEquals(
                """
                n.yaml:3:1: error BU1005: a second document
                3 | receivers: []
                  | ^
                  = help: all receivers stand in one list\
                """,
                wrong(
                        """
                        receivers: [{name: a, slack: {url: {secret: {env: S}}}}]
                        ---
                        receivers: []
                        """));
    }
}
