package dev.bringup.manifest;

import dev.bringup.model.Rung;
import java.util.Map;
import java.util.Optional;

/// Bmc documents that fit their schema, as what their driver needs.
final class ReadBmc {

    /// What a driver has and the others do not.
    private static final Map<String, String> OWN =
            Map.of(
                    "cipherSuite", "ipmi",
                    "tls", "redfish",
                    "system", "redfish",
                    "netboot", "redfish");

    private ReadBmc() {}

    static String driver(Document document) {
        return document.spec().need("driver");
    }

    static Formats.Endpoint endpoint(Document document) {
        String text = document.spec().need("address");
        return driver(document).equals("redfish")
                ? Formats.Endpoint.parse(text, Formats.Endpoint.SECURE_WEB)
                : Formats.Endpoint.parse(text);
    }

    /// The rung by which a machine is switched through this BMC; empty if its driver is another.
    static Optional<Rung> rung(String driver, Document document, Map<String, byte[]> files) {
        if (!driver(document).equals(driver)) {
            return Optional.empty();
        }
        return Optional.of(
                driver.equals("redfish")
                        ? new Rung.Redfish(service(document, files))
                        : new Rung.Ipmi(bmc(document, files)));
    }

    private static Rung.Bmc bmc(Document document, Map<String, byte[]> files) {
        Tree.Mapping spec = document.spec();
        Formats.Endpoint endpoint = endpoint(document);
        return new Rung.Bmc(
                document.name(),
                endpoint.address(),
                endpoint.port(),
                ReadMachine.secret(spec.map("credentials").map("secret"), files),
                Integer.parseInt(spec.need("cipherSuite")));
    }

    private static Rung.Service service(Document document, Map<String, byte[]> files) {
        Tree.Mapping spec = document.spec();
        Formats.Endpoint endpoint = endpoint(document);
        return new Rung.Service(
                document.name(),
                endpoint.address(),
                endpoint.port(),
                ReadMachine.secret(spec.map("credentials").map("secret"), files),
                spec.map("tls").text("fingerprint").map(Formats::fingerprint),
                spec.text("system"),
                Formats.constant(Rung.Netboot.class, spec.need("netboot")));
    }

    /// What is written and means nothing to the driver.
    static void check(Document document, Problems problems) {
        String driver = driver(document);
        for (String field : document.spec().keys().keySet()) {
            String owner = OWN.getOrDefault(field, driver);
            if (!owner.equals(driver)) {
                problems.add(
                        Code.OTHER_DRIVER,
                        document.spec().keys().getOrDefault(field, document.spec().at()),
                        "'%s' is of driver %s, and this Bmc has driver %s"
                                .formatted(field, owner, driver),
                        "take it out, or write 'driver: " + owner + "'");
            }
        }
    }
}
