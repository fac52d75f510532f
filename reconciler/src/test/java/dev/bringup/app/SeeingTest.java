package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.cli.EventsOptions;
import dev.bringup.cli.Exit;
import dev.bringup.cli.HistoryOptions;
import dev.bringup.cli.InventoryOptions;
import dev.bringup.cli.Listing;
import dev.bringup.cli.Output;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.StatusOptions;
import dev.bringup.model.Attempt;
import dev.bringup.model.Phase;
import dev.bringup.port.Entry;
import dev.bringup.port.Note;
import dev.bringup.query.Board;
import dev.bringup.query.Pictures;
import dev.bringup.view.PlanText.Ink;
import dev.bringup.view.PlanText.Screen;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;

/// The commands that show a running reconciler, against the console of one.
@Timeout(20)
class SeeingTest {

    private static final Screen PIPE = new Screen(1 << 16, Ink.PLAIN);

    private final Board board = new Board(10);
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    private Console console;
    private String server;

    @BeforeEach
    void open() throws IOException {
        console = Consoles.open(board, Posts.NONE, Clock.systemUTC());
        server = "http://127.0.0.1:" + console.address().getPort();
    }

    @AfterEach
    void close() {
        console.close();
    }

    private String told() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private int status(Listing output, Screen screen) throws Failure {
        StatusOptions options = new StatusOptions();
        options.daemon.server = server;
        options.output = output;
        return new Standing(options, screen, out).run();
    }

    @Test
    void statusIsATableWithWhatIsNextAndWhy() throws Failure {
        board.published(Pictures.everything(Pictures.AT));

        assertEquals(Exit.FINE, status(Listing.TABLE, PIPE));
        assertEquals(
                """
                cluster lab at a1b2c3d4: Add node-02 to the lab (Ada)
                commit eeeeeeee is rejected:
                machines/node-04.yaml:8:3: error BU1101: unknown field 'profil' in 'spec'
                8 |   profil: worker
                  |   ^
                  = help: did you mean 'profile'?
                5 machines: 1 draining, 1 installing, 1 off, 1 ready, 1 stopped; 2 held
                1 waits for a budget: it begins any moment and ends in about 8 min

                MACHINE  STATE       PROFILE  IMAGE     SEEN   NEXT
                node-01  ready       worker   lab-os-1  ready  nothing to do
                node-02  installing  worker   lab-os-1  on     waits for the end of image
                node-03  off         worker   lab-os-1  off    reimage is held by R4: 1 of 1 parallel reimage is taken by node-02
                node-04  draining    worker   lab-os-1  ready  drain is under way for 12 s
                node-05  stopped     worker   lab-os-1  -      stopped until Git changes: disk vda (serial S3Z8NB0K) holds data of unknown origin
                """,
                told());
    }

    @Test
    void statusFitsTheTerminalAndHasColoursThere() throws Failure {
        board.published(Pictures.everything(Pictures.AT));

        status(Listing.TABLE, new Screen(60, Ink.COLOUR));
        List<String> rows = told().lines().filter(l -> l.contains("node-0")).toList();
        assertTrue(
                rows.contains(
                        "\u001b[32mnode-01  ready       worker   lab-os-1  ready  nothing to do\u001b[0m"),
                rows::toString);
        assertTrue(
                rows.contains(
                        "\u001b[31mnode-05  stopped     worker   lab-os-1  -      stopped un...\u001b[0m"),
                rows::toString);
    }

    @Test
    void statusForPrograms() throws Exception {
        board.published(Pictures.everything(Pictures.AT));

        status(Listing.JSON, PIPE);
        assertEquals(
                "node-03", new ObjectMapper().readTree(told()).at("/machines/2/name").asText());
        said.reset();
        status(Listing.YAML, PIPE);
        Object yaml = new Yaml().load(told());
        assertEquals(
                new ObjectMapper()
                        .convertValue(yaml, com.fasterxml.jackson.databind.JsonNode.class)
                        .at("/status/commit/brief")
                        .asText(),
                "a1b2c3d4");
    }

    @Test
    void beforeTheFirstCommitThereIsLittleToSay() throws Failure {
        status(Listing.TABLE, PIPE);
        assertEquals("no commit is in force\n0 machines\n", told());
    }

    @Test
    void whoNamesNoReconcilerOrAWrongOneIsTold() {
        StatusOptions options = new StatusOptions();
        Failure nobody = assertThrows(Failure.class, () -> new Standing(options, PIPE, out).run());
        assertEquals("say which reconciler: --server URL or BRINGUP_SERVER", nobody.getMessage());
        assertEquals(Exit.WRONG_INPUT, nobody.exitCode());
        EventsOptions events = new EventsOptions();
        events.daemon.server = "http://127.0.0.1:1";
        Failure away = assertThrows(Failure.class, () -> new Happenings(events, PIPE, out).run());
        assertEquals(
                "no reconciler answers at http://127.0.0.1:1; is it running, and is that its"
                        + " console?",
                away.getMessage());
        assertEquals(Exit.WORLD_UNREACHABLE, away.exitCode());
    }

    private EventsOptions events() {
        EventsOptions options = new EventsOptions();
        options.daemon.server = server;
        return options;
    }

    @Test
    void eventsAreWhatIsRemembered() throws Failure {
        board.noted(
                new Note.Alarm(
                        Pictures.AT, Optional.of(Pictures.machine(1).id()), "a replay: 403"));
        board.noted(new Note.CommitAccepted(Pictures.AT, Pictures.COMMIT));

        assertEquals(Exit.FINE, new Happenings(events(), PIPE, out).run());
        assertEquals(
                """
                2026-09-01T12:00:00Z  node-01         a replay: 403
                2026-09-01T12:00:00Z                  commit a1b2c3d4 by Ada is in force: Add node-02 to the lab
                """,
                told());
        said.reset();
        EventsOptions one = events();
        one.machine = "node-01";
        one.output = Output.JSON;
        new Happenings(one, PIPE, out).run();
        assertEquals(
                """
                {"id":1,"at":"2026-09-01T12:00:00Z","tone":"bad","machine":"node-01","text":"a replay: 403"}
                """,
                told());
    }

    @Test
    void followingGoesOnWithWhatHappensNext() throws Exception {
        EventsOptions options = events();
        options.follow = true;
        Thread follower =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                new Happenings(options, PIPE, out).run();
                            } catch (Failure e) {
                                out.println(e.getMessage());
                            }
                        });
        for (int i = 1; !told().contains("number 3"); i++) {
            board.noted(new Note.Alarm(Pictures.AT, Optional.empty(), "number " + i));
            Thread.sleep(100);
        }
        follower.interrupt();
        follower.join(5000);

        List<String> numbers =
                told().lines()
                        .filter(l -> l.contains("number"))
                        .map(l -> l.replaceAll(".* ", ""))
                        .toList();
        assertEquals(List.of("1", "2", "3"), numbers.subList(0, 3));
    }

    private void past(int n, int seconds, Entry.Ending ending, Phase... phases) {
        Attempt attempt = Pictures.attempt(n, Pictures.AT, phases);
        board.recall(
                new Entry.Closed(Pictures.AT.plusSeconds(seconds), attempt, ending, "because"));
    }

    private int history(String machine) throws Failure {
        HistoryOptions options = new HistoryOptions();
        options.daemon.server = server;
        options.machine = machine;
        return new History(options, PIPE, out).run();
    }

    @Test
    void historyHasTheSpreadOfEachKindOfAttempt() throws Failure {
        board.published(Pictures.everything(Pictures.AT));
        past(1, 100, Entry.Ending.DONE, Phase.WAKE, Phase.FIRMWARE);
        past(2, 60, Entry.Ending.DONE, Phase.WAKE);
        past(3, 300, Entry.Ending.DONE, Phase.FIRMWARE);
        past(4, 9, Entry.Ending.FAILED);
        past(5, 9, Entry.Ending.SUPERSEDED);

        assertEquals(Exit.FINE, history(""));
        assertEquals(
                """
                PROFILE  ACTION   IMAGE     DONE  FAILED  MIN    MEDIAN      P95    MAX    OURS       PHASES (MEDIAN/P95)
                worker   install  lab-os-1  3     1       1 min  1 min 40 s  5 min  5 min  25 s, 14%  wake 5.0 s/5.0 s, firmware 5.0 s/5.0 s
                """,
                told());
        said.reset();
        history("node-01");
        assertEquals(
                """
                OPENED                ACTION   IMAGE     COMMIT    TOOK        OURS       ENDED  PHASES
                2026-09-01T12:00:00Z  install  lab-os-1  a1b2c3d4  1 min 40 s  25 s, 20%  done   wake 5.0 s, firmware 5.0 s
                """,
                told());
        Failure unknown = assertThrows(Failure.class, () -> history("node-77"));
        assertTrue(
                unknown.getMessage().endsWith(" answers 404: there is no machine 'node-77'"),
                unknown::getMessage);
    }

    @Test
    void withoutAPastHistorySaysSo() throws Failure {
        history("");
        assertEquals("no attempt has ended yet\n", told());
    }

    private String inventory(String host) throws Failure {
        InventoryOptions options = new InventoryOptions();
        options.path = Path.of("../examples/lab");
        options.asked.list = host.isEmpty();
        options.asked.host = host;
        new Inventory(options, out).run();
        return told();
    }

    @Test
    void theInventoryHasGroupsAndAddresses() throws Exception {
        com.fasterxml.jackson.databind.JsonNode all = new ObjectMapper().readTree(inventory(""));
        assertEquals(
                "[\"node-01\",\"node-02\",\"node-03\"]",
                all.at("/profile_worker/hosts").toString());
        assertEquals(
                "[\"node-01\",\"node-02\",\"node-03\"]", all.at("/role_worker/hosts").toString());
        assertEquals(
                "[\"node-01\",\"node-02\",\"node-03\"]", all.at("/state_joined/hosts").toString());
        assertEquals("\"127.77.1.2\"", all.at("/_meta/hostvars/node-02/ansible_host").toString());
        said.reset();
        assertEquals(
                all.at("/_meta/hostvars/node-02"),
                new ObjectMapper().readTree(inventory("node-02")));
        assertEquals(
                "there is no machine 'node-22'; did you mean 'node-02'?",
                assertThrows(Failure.class, () -> inventory("node-22")).getMessage());
    }
}
