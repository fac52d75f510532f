package dev.bringup.manifest;

import dev.bringup.model.Decommission;
import dev.bringup.model.Identity;
import dev.bringup.model.MachineId;
import java.time.LocalDate;

/// A Decommission document that fits its schema, as a value.
final class ReadDecommission {

    private ReadDecommission() {}

    static Decommission tombstone(Document document) {
        Tree.Mapping spec = document.spec();
        Tree.Mapping identity = spec.map("identity");
        return new Decommission(
                document.name(),
                new MachineId(spec.need("machine")),
                new Identity(identity.text("uuid"), identity.text("serial")),
                Formats.constant(Decommission.Method.class, spec.need("method")),
                LocalDate.parse(spec.need("expires")));
    }
}
