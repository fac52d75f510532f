package dev.bringup.plan;

import dev.bringup.model.Hours;
import dev.bringup.model.Moment;
import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Policy.Freeze;
import dev.bringup.model.Policy.Window;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// When a verb may start: inside one of the windows that name it, if any does, and outside every
/// freeze that does. Functions of the policy, the verb and the instant.
public final class Calendar {

    /// Windows that a freeze swallows for longer than this are as good as never open.
    private static final int TRIES = 500;

    private Calendar() {}

    public static boolean isOpen(Policy policy, Budgeted verb, Instant at) {
        List<Window> windows = windows(policy, verb);
        return freezes(policy, verb, at).isEmpty()
                && (windows.isEmpty() || windows.stream().anyMatch(w -> w.allow().isOpen(at)));
    }

    /// Where the clock of this host was set, the verb may start when both clocks say so.
    static Optional<String> shut(Policy policy, Budgeted verb, Moment moment) {
        return shut(policy, verb, moment.wall())
                .or(() ->
                        moment.isDoubtful()
                                ? shut(policy, verb, moment.at()).map(why -> why + doubt(moment))
                                : Optional.empty());
    }

    private static String doubt(Moment moment) {
        return ", or when the clock that does not jump has caught up with this host's, which was"
                + " set by "
                + moment.ahead().abs().toMinutes()
                + " minutes";
    }

    static boolean wasOpen(Policy policy, Budgeted verb, Moment moment, Duration before) {
        return moment.all().stream().allMatch(at -> wasOpen(policy, verb, at, before));
    }

    /// Why the verb may not start now, and when it may; empty if it may.
    public static Optional<String> shut(Policy policy, Budgeted verb, Instant at) {
        if (isOpen(policy, verb, at)) {
            return Optional.empty();
        }
        String why =
                freezes(policy, verb, at).stream()
                        .findFirst()
                        .map(freeze ->
                                "a freeze of " + Budgets.name(verb) + " lasts " + freeze.text())
                        .orElseGet(() ->
                                "outside the windows of "
                                        + Budgets.name(verb)
                                        + " ("
                                        + texts(policy, verb)
                                        + ")");
        String when =
                nextOpening(policy, verb, at)
                        .map(next -> "it may start at " + next)
                        .orElse("no window opens again");
        return Optional.of(why + "; " + when);
    }

    /// The first instant from now on at which the verb may start.
    static Optional<Instant> nextOpening(Policy policy, Budgeted verb, Instant at) {
        Instant time = at;
        for (int i = 0; i < TRIES; i++) {
            if (isOpen(policy, verb, time)) {
                return Optional.of(time);
            }
            Optional<Instant> next = nextChange(policy, verb, time);
            if (next.isEmpty()) {
                return Optional.empty();
            }
            time = next.get();
        }
        return Optional.empty();
    }

    /// While it is frozen only the end of the freeze can help; else the next window.
    private static Optional<Instant> nextChange(Policy policy, Budgeted verb, Instant at) {
        List<Freeze> frozen = freezes(policy, verb, at);
        return frozen.isEmpty()
                ? windows(policy, verb).stream()
                        .map(Window::allow)
                        .map(hours -> hours.nextOpening(at))
                        .min(Comparator.naturalOrder())
                : frozen.stream().map(Freeze::to).max(Comparator.naturalOrder());
    }

    /// Whether what was begun in time may be finished now.
    static boolean finishes(Policy policy, Budgeted verb) {
        List<Window> windows = windows(policy, verb);
        return windows.isEmpty()
                || windows.stream().anyMatch(w -> w.overrun() == Policy.Overrun.FINISH);
    }

    /// Whether it was allowed at some time shortly before, when a drain may have begun.
    private static boolean wasOpen(Policy policy, Budgeted verb, Instant at, Duration before) {
        Instant then = at.minus(before);
        return nextOpening(policy, verb, then).filter(open -> open.isBefore(at)).isPresent();
    }

    private static List<Window> windows(Policy policy, Budgeted verb) {
        return policy.timing().windows().stream().filter(w -> w.verbs().contains(verb)).toList();
    }

    private static List<Freeze> freezes(Policy policy, Budgeted verb, Instant at) {
        return policy.timing().freezes().stream()
                .filter(f -> f.verbs().contains(verb))
                .filter(f -> !at.isBefore(f.from()) && at.isBefore(f.to()))
                .toList();
    }

    private static String texts(Policy policy, Budgeted verb) {
        return windows(policy, verb).stream()
                .map(Window::allow)
                .map(Hours::text)
                .collect(Collectors.joining("; "));
    }
}
