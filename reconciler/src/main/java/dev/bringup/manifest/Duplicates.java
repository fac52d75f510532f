package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Mac;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What only one machine can have: MACs, addresses, identities, a BMC.
final class Duplicates {

    private final List<Document> machines;
    private final List<Document> bmcs;
    private final List<Document> pdus;
    private final Problems problems;

    Duplicates(
            List<Document> machines, List<Document> bmcs, List<Document> pdus, Problems problems) {
        this.machines = machines;
        this.bmcs = bmcs;
        this.pdus = pdus;
        this.problems = problems;
    }

    void check() {
        Map<String, String> macs = new HashMap<>();
        Map<String, String> addresses = new HashMap<>();
        Map<String, String> identities = new HashMap<>();
        Map<String, String> users = new HashMap<>();
        for (Document document : machines) {
            Tree.Mapping spec = document.spec();
            for (Tree.Scalar mac : ReadMachine.macs(spec)) {
                String text = Mac.parse(mac.text()).text();
                taken(macs, text, document, mac.at(), Code.DUPLICATE_MAC);
            }
            Position at = spec.place("ipAddress");
            taken(addresses, spec.need("ipAddress"), document, at, Code.DUPLICATE_ADDRESS);
            for (String key : List.of("uuid", "serial")) {
                Tree.Mapping identity = spec.map("identity");
                identity.text(key)
                        .map(text -> key + " " + text.toLowerCase(Locale.ROOT))
                        .ifPresent(text ->
                                taken(
                                        identities,
                                        text,
                                        document,
                                        identity.place(key),
                                        Code.DUPLICATE_IDENTITY));
            }
            for (Tree rung : spec.list("power")) {
                Tree.Mapping map = (Tree.Mapping) rung;
                Tree.Mapping inside = map.map(Rungs.name(map));
                inside.text("bmc")
                        .ifPresent(bmc ->
                                taken(
                                        users,
                                        "Bmc '" + bmc + "'",
                                        document,
                                        inside.place("bmc"),
                                        Code.SHARED_BMC));
            }
        }
        boards(addresses);
    }

    private void boards(Map<String, String> addresses) {
        Map<String, String> boards = new HashMap<>();
        for (Document bmc : bmcs) {
            Position at = bmc.spec().place("address");
            Formats.Endpoint endpoint = ReadBmc.endpoint(bmc);
            String host = endpoint.address().toString();
            if (addresses.containsKey(host)) {
                taken(addresses, host, bmc, at, Code.DUPLICATE_ADDRESS);
            }
            taken(boards, host + ":" + endpoint.port(), bmc, at, Code.DUPLICATE_BMC);
        }
        for (Document pdu : pdus) {
            String host = Formats.Endpoint.parse(pdu.spec().need("address")).address().toString();
            if (addresses.containsKey(host)) {
                Position at = pdu.spec().place("address");
                taken(addresses, host, pdu, at, Code.DUPLICATE_ADDRESS);
            }
        }
    }

    private void taken(
            Map<String, String> owners, String thing, Document document, Position at, Code code) {
        String owner = owners.putIfAbsent(thing, document.name());
        if (owner != null) {
            boolean same = owner.equals(document.name()) && document.kind() == Kind.MACHINE;
            String whose = same ? "this machine" : "'" + owner + "'";
            problems.add(code, at, thing + " already belongs to " + whose, Optional.empty());
        }
    }
}
