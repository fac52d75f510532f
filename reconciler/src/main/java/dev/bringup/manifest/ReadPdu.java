package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Rung;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Pdu documents that fit their schema, turned round: which outlets feed which machine.
final class ReadPdu {

    private static final String WEB = "digital-loggers";
    private static final Set<String> OF_USERS = Set.of("auth", "privacy");
    private static final Set<String> OF_SNMP = Set.of("snmp", "auth", "privacy", "unit");

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
        Formats.Endpoint endpoint = endpoint(document);
        return new Rung.Strip(
                document.name(),
                endpoint.address(),
                endpoint.port(),
                Formats.constant(Rung.Dialect.class, spec.need("dialect")),
                ReadMachine.secret(spec.map("credentials").map("secret"), files),
                Formats.duration(spec.need("minOff")),
                driver(document).equals(WEB)
                        ? Optional.empty()
                        : Optional.of(
                                new Rung.Snmp(
                                        Formats.constant(Rung.Vendor.class, driver(document)),
                                        Formats.constant(Rung.SnmpVersion.class, spec.need("snmp")),
                                        Formats.constant(Rung.SnmpAuth.class, spec.need("auth")),
                                        Formats.constant(
                                                Rung.SnmpPrivacy.class, spec.need("privacy")),
                                        number(spec, "unit"),
                                        number(spec, "cord"))));
    }

    private static int number(Tree.Mapping spec, String field) {
        return Integer.parseInt(spec.need(field));
    }

    /// What else tells its outlets from those of another Pdu at the same address.
    static String place(Document document) {
        int unit = number(document.spec(), "unit");
        int cord = number(document.spec(), "cord");
        return (unit == 1 ? "" : ", unit " + unit) + (cord == 1 ? "" : ", cord " + cord);
    }

    private static String driver(Document document) {
        return document.spec().need("driver");
    }

    static Formats.Endpoint endpoint(Document document) {
        return Formats.Endpoint.parse(
                document.spec().need("address"),
                driver(document).equals(WEB) ? Formats.Endpoint.WEB : Formats.Endpoint.SNMP);
    }

    /// What is written and means nothing to the driver, or to the version of SNMP.
    static void check(Document document, Problems problems) {
        Tree.Mapping spec = document.spec();
        String driver = driver(document);
        boolean web = driver.equals(WEB);
        boolean community = !web && spec.need("snmp").equals("v2c");
        for (String field : spec.keys().keySet()) {
            boolean other = web ? OF_SNMP.contains(field) : field.equals("dialect");
            Position at = spec.keys().getOrDefault(field, spec.at());
            if (field.equals("cord") && !driver.startsWith("sentry")) {
                problems.add(
                        Code.OTHER_DRIVER,
                        at,
                        "'cord' is of drivers sentry3 and sentry4, and this Pdu has driver "
                                + driver,
                        "take it out: by the others an outlet has one number in its unit");
            } else if (other) {
                problems.add(
                        Code.OTHER_DRIVER,
                        at,
                        "'%s' is of %s, and this Pdu has driver %s"
                                .formatted(
                                        field,
                                        web ? "drivers that speak SNMP" : "driver " + WEB,
                                        driver),
                        "take it out, or write another driver");
            } else if (community && OF_USERS.contains(field)) {
                problems.add(
                        Code.OTHER_DRIVER,
                        at,
                        "'%s' is of users of SNMP v3, and this Pdu has v2c".formatted(field),
                        "take it out, or write 'snmp: v3'");
            }
        }
    }
}
