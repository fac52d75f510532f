package dev.bringup.manifest;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// The kinds of objects in a state repository. Each has a schema in the file of its name.
enum Kind {
    CLUSTER("Cluster", "clusters"),
    IMAGE("Image", "images"),
    PROFILE("Profile", "profiles"),
    MACHINE("Machine", "machines"),
    BMC("Bmc", "BMCs"),
    PDU("Pdu", "PDUs"),
    APPROVAL("Approval", "approvals"),
    TARGET("Target", "targets"),
    ADDONS("Addons", "Addons"),
    DECOMMISSION("Decommission", "Decommissions");

    private final String text;
    private final String plural;

    Kind(String text, String plural) {
        this.text = text;
        this.plural = plural;
    }

    /// As `kind:` spells it.
    String text() {
        return text;
    }

    String plural() {
        return plural;
    }

    static Optional<Kind> of(String text) {
        return Arrays.stream(values()).filter(kind -> kind.text.equals(text)).findFirst();
    }

    static List<String> texts() {
        return Arrays.stream(values()).map(Kind::text).toList();
    }
}
