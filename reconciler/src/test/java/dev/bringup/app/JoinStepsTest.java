package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.JoinStep;
import dev.bringup.port.Outcome;
import dev.bringup.ssh.Ran;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JoinStepsTest {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final List<String> ran = new ArrayList<>();
    private final List<String> told = new ArrayList<>();

    private static JoinStep step(String name, String unless, int retries) {
        return new JoinStep(
                name,
                "do '" + name + "'",
                Optional.of(unless).filter(text -> !text.isEmpty()),
                MINUTE,
                retries,
                new TreeMap<>());
    }

    private Outcome run(List<JoinStep> steps, Function<String, Ran> machine) {
        return run(
                steps,
                (command, _, lines) -> {
                    ran.add(command);
                    Ran answer = machine.apply(command);
                    if (answer instanceof Ran.Exited(_, String output, String errors)) {
                        (output + errors).lines().forEach(lines);
                    }
                    return answer;
                });
    }

    private Outcome run(List<JoinStep> steps, JoinSteps.Shell shell) {
        return new JoinSteps(shell, (_, text) -> text, told::add, Duration.ofMillis(1)).run(steps);
    }

    private static Ran exited(int status, String output) {
        return new Ran.Exited(status, output, "");
    }

    @Test
    void theyAreRunInTheirOrderAsRootUnlessTheyAreNotNeeded() {
        Outcome outcome =
                run(
                        List.of(step("a", "", 0), step("b", "test -e /b", 0), step("c", "no", 0)),
                        command -> exited(command.contains("'no'") ? 1 : 0, "fine\n"));

        assertEquals(new Outcome.Done(), outcome);
        assertEquals(
                List.of(
                        "sudo -n timeout -k 5 60 sh -ec 'do '\\''a'\\'''",
                        "sudo -n timeout -k 5 30 sh -c 'test -e /b'",
                        "sudo -n timeout -k 5 30 sh -c 'no'",
                        "sudo -n timeout -k 5 60 sh -ec 'do '\\''c'\\'''"),
                ran);
        assertEquals(
                List.of(
                        "step 'a' begins",
                        "step 'a': fine",
                        "step 'a' is done",
                        "step 'b' has nothing to do",
                        "step 'c' begins",
                        "step 'c': fine",
                        "step 'c' is done"),
                told);
    }

    @Test
    void oneThatFailsIsTriedAgainAndEndsItWithItsLastLines() {
        Outcome outcome =
                run(
                        List.of(step("a", "", 2), step("b", "", 0)),
                        _ -> exited(7, "one\ntwo\nthree\nfour\n"));

        assertEquals(
                new Outcome.Retry("step 'a' exited with status 7: two | three | four", MINUTE),
                outcome);
        assertEquals(3, ran.size());
        assertTrue(told.contains("step 'a' begins again"), told::toString);
    }

    @Test
    void oneThatHelpsItselfGoesOn() {
        Outcome outcome = run(List.of(step("a", "", 1)), _ -> exited(ran.size() == 1 ? 1 : 0, ""));

        assertEquals(new Outcome.Done(), outcome);
        assertEquals(2, ran.size());
    }

    @Test
    void whatDoesNotEndOrIsNotReachedIsSaid() {
        assertEquals(
                new Outcome.Retry("step 'a' has not ended after 60 s: slow", MINUTE),
                run(List.of(step("a", "", 0)), _ -> exited(124, "slow\n")));
        assertEquals(
                new Outcome.Retry("step 'a' has not ended after 60 s", MINUTE),
                run(List.of(step("a", "", 0)), _ -> new Ran.TimedOut(MINUTE)));
        assertEquals(
                new Outcome.Retry("step 'a': the connection ended", Duration.ofSeconds(10)),
                run(List.of(step("a", "", 0)), _ -> new Ran.Lost("the connection ended")));
    }

    @Test
    void whatItPrintsIsBounded() {
        JoinSteps.Shell chatty =
                (String _, Duration _, Consumer<String> lines) -> {
                    IntStream.range(0, 500).forEach(_ -> lines.accept("x".repeat(900)));
                    return exited(0, "");
                };
        assertEquals(new Outcome.Done(), run(List.of(step("a", "", 0)), chatty));
        assertEquals(103, told.size());
        assertEquals("step 'a' prints more", told.get(101));
        assertTrue(told.stream().allMatch(line -> line.length() <= 220), told::toString);
    }

    @Test
    void aSecretThatIsMissingIsSaidAndNothingIsRun() {
        Outcome outcome =
                new JoinSteps(
                                (_, _, _) -> exited(0, ""),
                                (_, _) -> {
                                    throw new IllegalStateException("there is no TOKEN");
                                },
                                told::add,
                                Duration.ofMillis(1))
                        .run(List.of(step("a", "", 0)));

        assertEquals(
                new Outcome.Retry("step 'a' lacks a secret: there is no TOKEN", MINUTE), outcome);
    }
}
