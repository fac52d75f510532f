package dev.bringup.app;

import dev.bringup.model.JoinStep;
import dev.bringup.port.Outcome;
import dev.bringup.ssh.Ran;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// Runs the steps of one machine in their order, each unless it is not needed, and tells what they
/// print as they print it.
final class JoinSteps {

    /// A machine's shell, where every line that a command prints goes to the consumer.
    interface Shell {
        Ran run(String command, Duration deadline, Consumer<String> lines);
    }

    /// After what was run failed, and after it could not be run.
    private static final Duration AGAIN = Duration.ofMinutes(1);

    private static final Duration SOON = Duration.ofSeconds(10);

    /// To log in, and for `timeout` to end what does not end by itself.
    private static final Duration MARGIN = Duration.ofSeconds(20);

    /// Of one try; nobody reads more of it as it passes by.
    private static final int MOST_LINES = 100;

    private static final int MOST_LETTERS = 200;
    private static final int LAST_LINES = 3;

    private final Shell shell;
    private final BiFunction<JoinStep, String, String> filled;
    private final Consumer<String> told;
    private final Duration pause;

    /// `filled` puts secrets into a text of a step, and throws an [IllegalStateException] with a
    /// sentence when one cannot be had. `told` gets what happens, line by line, from any thread.
    JoinSteps(
            Shell shell,
            BiFunction<JoinStep, String, String> filled,
            Consumer<String> told,
            Duration pause) {
        this.shell = shell;
        this.filled = filled;
        this.told = told;
        this.pause = pause;
    }

    Outcome run(List<JoinStep> steps) {
        for (JoinStep step : steps) {
            Outcome outcome = run(step);
            if (!(outcome instanceof Outcome.Done)) {
                return outcome;
            }
        }
        return new Outcome.Done();
    }

    private Outcome run(JoinStep step) {
        String what = "step '" + step.name() + "'";
        try {
            if (step.unless().isPresent() && isThere(step, step.unless().get())) {
                told.accept(what + " has nothing to do");
                return new Outcome.Done();
            }
            Outcome outcome = new Outcome.Done();
            for (int tried = 0; tried <= step.retries(); tried++) {
                if (tried > 0) {
                    Thread.sleep(pause);
                }
                told.accept(what + (tried == 0 ? " begins" : " begins again"));
                outcome = tryOnce(step, what);
                if (outcome instanceof Outcome.Done) {
                    told.accept(what + " is done");
                    return outcome;
                }
            }
            return outcome;
        } catch (IllegalStateException | UncheckedIOException secret) {
            return new Outcome.Retry(what + " lacks a secret: " + secret.getMessage(), AGAIN);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return new Outcome.Retry(what + " was interrupted", SOON);
        }
    }

    private boolean isThere(JoinStep step, String unless) {
        String command = command(filled.apply(step, unless), JoinStep.LOOK, "-c");
        Ran ran = shell.run(command, JoinStep.LOOK.plus(MARGIN), _ -> {});
        return ran instanceof Ran.Exited(int status, _, _) && status == 0;
    }

    private Outcome tryOnce(JoinStep step, String what) {
        Passing passing = new Passing(step.name());
        String command = command(filled.apply(step, step.run()), step.timeout(), "-ec");
        Ran ran = shell.run(command, step.timeout().plus(MARGIN), passing);
        boolean ended = ran instanceof Ran.Exited(int code, _, _) && code == 124;
        if (ended || ran instanceof Ran.TimedOut) {
            String late =
                    "%s has not ended after %d s%s"
                            .formatted(what, step.timeout().toSeconds(), passing.last());
            return new Outcome.Retry(late, AGAIN);
        }
        if (!(ran instanceof Ran.Exited(int status, _, _))) {
            return new Outcome.Retry(what + ": " + ran.text(), SOON);
        }
        String failed = "%s exited with status %d%s".formatted(what, status, passing.last());
        return status == 0 ? new Outcome.Done() : new Outcome.Retry(failed, AGAIN);
    }

    /// It ends on the machine as well, and not only for us.
    private static String command(String text, Duration timeout, String option) {
        return "sudo -n timeout -k 5 %d sh %s '%s'"
                .formatted(Math.max(1, timeout.toSeconds()), option, text.replace("'", "'\\''"));
    }

    /// What passes by of one try.
    private final class Passing implements Consumer<String> {

        private final String step;
        private final Deque<String> last = new ArrayDeque<>();
        private int lines;

        Passing(String step) {
            this.step = step;
        }

        @Override
        public synchronized void accept(String line) {
            String text = line.substring(0, Math.min(line.length(), MOST_LETTERS));
            last.addLast(text);
            if (last.size() > LAST_LINES) {
                last.removeFirst();
            }
            lines++;
            if (lines <= MOST_LINES) {
                told.accept("step '" + step + "': " + text);
            } else if (lines == MOST_LINES + 1) {
                told.accept("step '" + step + "' prints more");
            }
        }

        /// The end of what it printed.
        synchronized String last() {
            return last.isEmpty() ? "" : ": " + String.join(" | ", last);
        }
    }
}
