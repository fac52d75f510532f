package dev.bringup.view;

import dev.bringup.model.Payload;
import java.util.Map;
import java.util.TreeMap;

/// What configures a machine at its first boot, with `***` in the place of each secret and what is
/// ours by its name: so that it may be shown.
public record PayloadView(String kind, Map<String, String> files) {

    private static final String SECRET = "%%secret\\.[\\w.~-]+%%";

    public static PayloadView of(Payload payload) {
        Map<String, String> files = new TreeMap<>();
        payload.files().forEach((name, text) -> files.put(name, text.replaceAll(SECRET, "***")));
        return new PayloadView(Words.camel(payload.kind().name()), files);
    }
}
