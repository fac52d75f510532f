package dev.bringup.web;

import dev.bringup.query.Board;
import dev.bringup.query.Recordings;
import dev.bringup.view.Json;
import dev.bringup.view.MachineView;
import dev.bringup.view.RackView;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What is asked about machines: some of them, one of them, or the payload of one, or what it
/// logged.
record MachineRoutes(Board board, Recordings recordings) {

    private static final String PAYLOAD = "/payload";
    private static final String LOG = "/log";

    /// `?state=` are those in a state, or `held`; `?find=` those with this in their name, rack,
    /// profile or image; `?offset=` and `?limit=` a part of them.
    Answer some(Routes.Question question) {
        String state = question.parameter("state").orElse("");
        String find = question.parameter("find").orElse("").toLowerCase(Locale.ROOT);
        return Answer.json(
                Json.of(
                        board.machines().stream()
                                .filter(m -> state.isEmpty() || isIn(m, state))
                                .filter(m -> find.isEmpty() || isCalled(m, find))
                                .skip(question.number("offset", 0))
                                .limit(question.number("limit", Integer.MAX_VALUE))
                                .toList()));
    }

    /// `?offset=` and `?limit=` are a part of all racks, which `total` counts.
    Answer racks(Routes.Question question) {
        List<RackView> all = RackView.of(board.machines());
        List<RackView> some =
                all.stream()
                        .skip(question.number("offset", 0))
                        .limit(question.number("limit", Integer.MAX_VALUE))
                        .toList();
        return Answer.json(Json.of(new Racks(some, all.size())));
    }

    /// Public, as everything that becomes JSON.
    public record Racks(List<RackView> racks, int total) {}

    private static boolean isIn(MachineView machine, String state) {
        return machine.state().label().equals(state)
                || (state.equals("held") && machine.outlook().held().isPresent());
    }

    private static boolean isCalled(MachineView machine, String part) {
        return Stream.of(
                        machine.name(),
                        machine.hardware().rack().orElse(""),
                        machine.wanted().profile(),
                        machine.wanted().image())
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(part));
    }

    /// `path` is a name, or a name and what of it.
    Answer one(String path) {
        if (path.endsWith(PAYLOAD)) {
            String name = path.substring(0, path.length() - PAYLOAD.length());
            return found(name, board.payload(name));
        }
        if (path.endsWith(LOG)) {
            String name = path.substring(0, path.length() - LOG.length());
            return found(name, board.machine(name).map(_ -> recordings.logged(name)));
        }
        return found(path, board.machine(path));
    }

    /// `?machine=` are those of one, and those that are everybody's.
    Answer troubles(Routes.Question question) {
        Optional<String> machine = question.parameter("machine");
        return Answer.json(
                Json.of(
                        recordings.troubles().stream()
                                .filter(t ->
                                        machine.isEmpty()
                                                || t.machine().isEmpty()
                                                || t.machine().equals(machine))
                                .toList()));
    }

    private static Answer found(String name, Optional<?> what) {
        return what.<Answer>map(value -> Answer.json(Json.of(value)))
                .orElseGet(() -> Answer.text(404, "there is no machine '" + name + "'"));
    }
}
