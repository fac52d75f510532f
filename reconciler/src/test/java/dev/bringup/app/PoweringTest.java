package dev.bringup.app;

import dev.bringup.model.MachineId;
import dev.bringup.query.Door;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Output;
import dev.bringup.cli.PowerOptions;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.CommitId;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerReport.Result;
import dev.bringup.model.PowerReport.Rung;
import dev.bringup.query.Board;
import dev.bringup.query.Nobody;
import dev.bringup.web.Console;
import dev.bringup.web.Consoles;
import dev.bringup.web.Posts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `bringup power` as it is typed, against the console of a reconciler.
class PoweringTest {

    private static final List<Rung> LADDER =
            List.of(
                    new Rung("ssh", false, "ssh: 10.0.0.2:22 does not answer: timeout"),
                    new Rung("ipmi by bmc-02 at 10.0.9.2:623", true, "done"));

    @TempDir private Path folder;
    private final List<PowerOrder> orders = new ArrayList<>();
    private final PowerOptions options = new PowerOptions();
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private PowerReport report =
            new PowerReport(Result.DONE, LADDER, "done by ipmi by bmc-02 at 10.0.9.2:623");
    private Console console;

    private final class Recorder extends Nobody {
        @Override
        public void ring() {}

        @Override
        public Optional<Door> door(MachineId machine) {
            return Optional.empty();
        }

        @Override
        public void accept(CommitId commit, String reason, Consumer<Optional<String>> reply) {}

        @Override
        public void power(PowerOrder order, Consumer<PowerReport> reply) {
            orders.add(order);
            Thread.ofVirtual().start(() -> reply.accept(report));
        }
    }

    @BeforeEach
    void start() throws IOException {
        console =
                Consoles.open(
                        new Board(10),
                        Posts.of(new Recorder(), "s3cret", Optional.empty()),
                        InstantSource.system());
        options.daemon.server = "http://127.0.0.1:" + console.address().getPort();
        options.token.file = Files.writeString(folder.resolve("token"), "s3cret\n");
        options.machine = "node-02";
        options.verb = PowerOptions.Verb.CYCLE;
    }

    @AfterEach
    void stop() {
        console.close();
    }

    private int run() throws Failure {
        said.reset();
        return new Powering(options, new PrintStream(said, true, StandardCharsets.UTF_8)).run();
    }

    private String fails(int code) {
        Failure failure = assertThrows(Failure.class, this::run);
        assertEquals(code, failure.exitCode());
        return failure.getMessage();
    }

    @Test
    void eachRungThatWasTriedIsShown() throws Failure {
        options.override = "it hangs";
        assertEquals(Exit.FINE, run());
        assertEquals(
                """
                ssh: ssh: 10.0.0.2:22 does not answer: timeout
                ipmi by bmc-02 at 10.0.9.2:623: done
                node-02: done by ipmi by bmc-02 at 10.0.9.2:623
                """,
                said.toString(StandardCharsets.UTF_8));
        assertEquals(
                "[PowerOrder[machine=node-02, verb=CYCLE, override=Optional[it hangs]]]",
                orders.toString());
        options.output = Output.JSON;
        options.override = "";
        assertEquals(Exit.FINE, run());
        assertEquals(
                "{\"result\":\"done\",\"rungs\":[{\"rung\":\"ssh\",\"worked\":false,\"text\":\"ssh:"
                        + " 10.0.0.2:22 does not answer: timeout\"},{\"rung\":\"ipmi by bmc-02 at"
                        + " 10.0.9.2:623\",\"worked\":true,\"text\":\"done\"}],\"text\":\"done by"
                        + " ipmi by bmc-02 at 10.0.9.2:623\"}\n",
                said.toString(StandardCharsets.UTF_8));
        assertEquals(Optional.empty(), orders.getLast().override());
    }

    @Test
    void whatIsRefusedNamesItsRailAndTheWayOut() {
        report = new PowerReport(Result.REFUSED, "R3: its Node is not drained yet");
        assertEquals(
                "refused by R3: its Node is not drained yet; --override REASON does it"
                        + " nevertheless",
                fails(Exit.WRONG_INPUT));
        report = new PowerReport(Result.REFUSED, "R11: node-b/abc leads");
        assertEquals("refused by R11: node-b/abc leads", fails(Exit.WRONG_INPUT));
        report = new PowerReport(Result.UNKNOWN, "there is no machine x in the commit in force");
        assertEquals("there is no machine x in the commit in force", fails(Exit.WRONG_INPUT));
        report = new PowerReport(Result.FAILED, LADDER.subList(0, 1), "ssh: no");
        assertEquals("node-02: ssh: no", fails(Exit.WORLD_UNREACHABLE));
    }

    @Test
    void onlyWhoHoldsTheTokenSwitchesAnything() throws IOException {
        options.token.file = Files.writeString(folder.resolve("wrong"), "guessed\n");
        assertEquals(
                options.daemon.server + " does not take the token in " + options.token.file,
                fails(Exit.WRONG_INPUT));
        options.token.file = Files.writeString(folder.resolve("token"), "s3cret\n");
        options.override = "x".repeat(1001);
        assertEquals("refused: say why, in at most 1000 letters", fails(Exit.WRONG_INPUT));
        options.override = "";
        options.machine = "Not A Name";
        assertEquals(
                "refused: send {\"machine\": \"...\", \"verb\": \"on|off|cycle|status|calibrate\"}, and"
                        + " \"override\" with the reason to pass the rails",
                fails(Exit.WRONG_INPUT));
        assertEquals(List.of(), orders);
        options.daemon.server = "";
        assertEquals(
                "say which reconciler: --server URL or BRINGUP_SERVER", fails(Exit.WRONG_INPUT));
    }
}
