package dev.bringup.query;

import dev.bringup.model.Commit;
import dev.bringup.model.Diagnostic;
import dev.bringup.view.MergeView;
import dev.bringup.view.PlanReport;
import java.util.List;
import java.util.Optional;

/// What merging each open branch would do. `more` branches are not looked at; `trouble` is why
/// nobody knows.
public record BranchesView(List<Branch> branches, int more, Optional<String> trouble) {

    public static final BranchesView UNKNOWN =
            new BranchesView(List.of(), 0, Optional.of("the reconciler is still starting"));

    public BranchesView {
        branches = List.copyOf(branches);
    }

    /// `line` says in a sentence what comes of it; `head` is missing until it was read.
    public record Branch(
            String name,
            State state,
            String line,
            Optional<StatusView.CommitView> head,
            List<StatusView.Problem> problems,
            Optional<MergeView> plan) {}

    public enum State {
        /// It is being worked out.
        WAITING,
        PLANNED,
        /// All of it is in force already.
        CONTAINED,
        CONFLICT,
        /// It does not load: the reconciler would reject it.
        REJECTED,
        UNREADABLE
    }

    public static Branch waiting(String name) {
        return said(name, State.WAITING, "being worked out", Optional.empty());
    }

    public static Branch unreadable(String name, String because) {
        return said(name, State.UNREADABLE, because, Optional.empty());
    }

    public static Branch contained(String name, Commit head) {
        return said(name, State.CONTAINED, "All of it is in force already.", Optional.of(head));
    }

    public static Branch conflict(String name, Commit head, List<String> files) {
        return said(
                name,
                State.CONFLICT,
                "It cannot be merged as it is: both sides changed " + String.join(", ", files),
                Optional.of(head));
    }

    /// Without what only a page of its own shows.
    public BranchesView brief() {
        return new BranchesView(
                branches.stream()
                        .map(b ->
                                new Branch(
                                        b.name(),
                                        b.state(),
                                        b.line(),
                                        b.head(),
                                        List.of(),
                                        Optional.empty()))
                        .toList(),
                more,
                trouble);
    }

    public Optional<Branch> named(String name) {
        return branches.stream().filter(b -> b.name().equals(name)).findFirst();
    }

    private static Branch said(String name, State state, String line, Optional<Commit> head) {
        return new Branch(
                name, state, line, head.map(BranchesView::view), List.of(), Optional.empty());
    }

    public static Branch rejected(String name, Commit head, List<Diagnostic> problems) {
        String count = problems.size() == 1 ? "one error" : problems.size() + " errors";
        return new Branch(
                name,
                State.REJECTED,
                "It would be rejected with " + count + ": nothing would happen.",
                Optional.of(view(head)),
                problems.stream().map(StatusView::problem).toList(),
                Optional.empty());
    }

    public static Branch planned(String name, Commit head, PlanReport report) {
        return new Branch(
                name,
                State.PLANNED,
                MergeView.line(report),
                Optional.of(view(head)),
                List.of(),
                Optional.of(MergeView.of(report)));
    }

    private static StatusView.CommitView view(Commit commit) {
        return StatusView.view(commit, Optional.empty());
    }
}
