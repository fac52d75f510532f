package dev.bringup.web;

import dev.bringup.query.Board;
import dev.bringup.query.BranchesView;
import dev.bringup.query.Recordings;
import dev.bringup.view.Json;
import dev.bringup.view.Summary;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Path in, answer out. No socket.
final class Routes {

    private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";

    private static final String OPEN_METRICS =
            "application/openmetrics-text; version=1.0.0; charset=utf-8";

    /// As many as a page shows that did not say how many.
    private static final int ATTEMPTS = 200;

    private static final String BRANCH = "/api/v1/branches/";
    private static final String MACHINE = "/api/v1/machines/";

    private final Board board;
    private final Exposition metrics;
    private final Map<String, Answer.Body> pages;
    private final MachineRoutes machines;
    private final Supplier<BranchesView> branches;

    Routes(
            Board board,
            Recordings recordings,
            Exposition metrics,
            Supplier<BranchesView> branches) {
        this.branches = branches;
        this.board = board;
        this.metrics = metrics;
        this.pages = Pages.load();
        this.machines = new MachineRoutes(board, recordings);
    }

    /// What is asked for: `after` is the last event that the client has, `accept` what it reads.
    record Question(
            String method,
            String path,
            Map<String, List<String>> parameters,
            long after,
            String accept) {

        Optional<String> parameter(String name) {
            return Optional.ofNullable(parameters.get(name)).map(List::getFirst);
        }

        /// Whatever is no number counts as not said.
        int number(String name, int otherwise) {
            return parameter(name)
                    .filter(text -> text.matches("[0-9]{1,9}"))
                    .map(Integer::parseInt)
                    .orElse(otherwise);
        }
    }

    Answer answer(Question question) {
        String method = question.method();
        String path = question.path();
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return Answer.text(405, "this can only be read: GET or HEAD, not " + method);
        }
        return switch (path) {
            case "/api/v1/machines" -> machines.some(question);
            case "/api/v1/racks" -> machines.racks(question);
            case "/api/v1/summary" -> Answer.json(Json.of(Summary.of(board.machines())));
            case "/api/v1/discovered" -> Answer.json(Json.of(board.discovered()));
            case "/api/v1/troubles" -> machines.troubles(question);
            case "/api/v1/held" -> Answer.json(Json.of(board.held()));
            case String machine when machine.startsWith(MACHINE) ->
                    machines.one(machine.substring(MACHINE.length()));
            case "/api/v1/plan" -> Answer.json(Json.of(board.plan()));
            case "/api/v1/branches" -> Answer.json(Json.of(branches.get().brief()));
            case String branch when branch.startsWith(BRANCH) ->
                    branch(branch.substring(BRANCH.length()));
            case "/api/v1/fleet" -> fleet();
            case "/api/v1/attempts" -> attempts(question);
            case "/api/v1/cycles" -> Answer.json(Json.of(board.cycles().rows()));
            case "/api/v1/status" ->
                    Answer.json(Json.of(board.status().<Object>map(s -> s).orElse(Map.of())));
            case "/api/v1/events" -> new Answer.Stream(question.after());
            case "/metrics" -> metrics(question.accept());
            case "/healthz" -> Answer.text(200, "ok");
            case "/readyz" -> ready();
            default -> page(path);
        };
    }

    private Answer metrics(String accept) {
        return Optional.of(accept)
                .filter(a -> a.contains("application/openmetrics-text"))
                .flatMap(_ -> metrics.openMetrics())
                .map(text -> new Answer.Body(200, OPEN_METRICS, text, Answer.Keep.NOTHING))
                .orElseGet(() ->
                        new Answer.Body(200, PROMETHEUS, metrics.text(), Answer.Keep.NOTHING));
    }

    /// `?machine=` are those of one, `?limit=` says how many, the latest.
    private Answer attempts(Question question) {
        Optional<String> machine = question.parameter("machine");
        return Answer.json(
                Json.of(
                        board.attempts().stream()
                                .filter(a -> machine.isEmpty() || machine.get().equals(a.machine()))
                                .limit(question.number("limit", ATTEMPTS))
                                .toList()));
    }

    /// A name of a branch may have slashes.
    private Answer branch(String name) {
        return branches.get()
                .named(name)
                .<Answer>map(branch -> Answer.json(Json.of(branch)))
                .orElseGet(() -> Answer.text(404, "there is no branch " + name));
    }

    private Answer fleet() {
        return board.fleet()
                .<Answer>map(fleet -> Answer.json(Json.of(fleet)))
                .orElseGet(() -> Answer.text(503, "no commit is in force yet"));
    }

    private Answer ready() {
        return board.isInForce()
                ? Answer.text(200, "ready")
                : Answer.text(503, "no commit is in force yet");
    }

    private Answer page(String path) {
        Answer.Body page = pages.get(path);
        return page != null ? page : Answer.text(404, "there is nothing at " + path);
    }
}
