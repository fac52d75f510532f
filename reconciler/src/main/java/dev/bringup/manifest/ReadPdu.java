package dev.bringup.manifest;

import dev.bringup.model.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Pdu documents that fit their schema, turned round: which outlets feed which machine.
final class ReadPdu {

    private ReadPdu() {}

    /// By the name of the machine, in the order of units and outlets. Locked outlets are in none.
    static Map<String, List<Rung.Feed>> feeds(List<Document> pdus, Map<String, byte[]> files) {
        Map<String, List<Rung.Feed>> feeds = new TreeMap<>();
        for (Document pdu : pdus) {
            Rung.Strip strip = strip(pdu, files);
            Tree.Mapping outlets = pdu.spec().map("outlets");
            for (String number : sorted(outlets)) {
                Tree.Mapping outlet = outlets.map(number);
                if (outlet.text("locked").isEmpty() && outlet.text("machine").isPresent()) {
                    feeds.computeIfAbsent(outlet.need("machine"), _ -> new ArrayList<>())
                            .add(new Rung.Feed(strip, Integer.parseInt(number)));
                }
            }
        }
        return feeds;
    }

    private static List<String> sorted(Tree.Mapping outlets) {
        return outlets.values().keySet().stream()
                .sorted(Comparator.comparingInt(Integer::parseInt))
                .toList();
    }

    private static Rung.Strip strip(Document document, Map<String, byte[]> files) {
        Tree.Mapping spec = document.spec();
        Formats.Endpoint endpoint =
                Formats.Endpoint.parse(spec.need("address"), Formats.Endpoint.WEB);
        return new Rung.Strip(
                document.name(),
                endpoint.address(),
                endpoint.port(),
                Formats.constant(Rung.Dialect.class, spec.need("dialect")),
                ReadMachine.secret(spec.map("credentials").map("secret"), files),
                Formats.duration(spec.need("minOff")));
    }
}
