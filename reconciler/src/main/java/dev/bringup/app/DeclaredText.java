package dev.bringup.app;

import dev.bringup.manifest.Origins.Origin;
import dev.bringup.model.MachineSpec;
import dev.bringup.view.Json;
import dev.bringup.view.Words;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A machine as its repository declares it, for `bringup explain`.
record DeclaredText(String cluster, MachineSpec machine, List<Origin> origins, Path folder) {

    private static final int WIDEST = 44;

    /// For programs.
    public record Whole(
            String machine,
            String cluster,
            String profile,
            String image,
            String fingerprint,
            List<Field> fields) {}

    public record Field(String field, String value, Optional<String> change, Optional<String> at) {}

    String json() {
        return Json.of(
                new Whole(
                        machine.id().name(),
                        cluster,
                        machine.profile(),
                        machine.install().image().name(),
                        machine.fingerprint().text(),
                        origins.stream().map(this::field).toList()));
    }

    private Field field(Origin origin) {
        return new Field(
                origin.field(),
                origin.value(),
                Optional.of(origin.change()).filter(change -> !change.isEmpty()),
                origin.at().map(at -> file(origin)));
    }

    String text() {
        int field = widest(origins.stream().map(Origin::field).toList());
        int value = widest(origins.stream().map(Origin::value).toList());
        String row = "%-" + field + "s  %-" + value + "s  %-9s  %s%n";
        StringBuilder out = new StringBuilder();
        out.append(
                "%s of cluster %s, %s%n"
                        .formatted(
                                machine.id(),
                                cluster,
                                "state " + Words.camel(machine.intent().state().name())));
        out.append("  profile      %s%n".formatted(machine.profile()));
        out.append(
                "  image        %s, sha256 %s%n"
                        .formatted(
                                machine.install().image().name(),
                                machine.install().image().brief()));
        out.append("  fingerprint  %s%n%n".formatted(machine.fingerprint().brief()));
        out.append(row.formatted("FIELD", "VALUE", "A CHANGE", "FROM"));
        for (Origin origin : origins) {
            out.append(
                    row.formatted(
                            origin.field(),
                            cut(origin.value()),
                            origin.change().isEmpty() ? "-" : origin.change(),
                            origin.at().isPresent() ? file(origin) : "default"));
        }
        return out
                + "\nlive: applied while it serves. reboot: one reboot. reimage: its disk is"
                + " written again.\nidentity: another machine.\n";
    }

    private String file(Origin origin) {
        return origin.at()
                .map(at -> folder.resolve(at.file()).normalize() + ":" + at.line())
                .orElse("");
    }

    private static int widest(List<String> cells) {
        return Math.min(WIDEST, cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String cut(String text) {
        String line = text.replace('\n', ' ');
        return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 3) + "...";
    }
}
