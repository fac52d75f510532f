package dev.bringup.power;

import dev.bringup.model.Ip4;
import dev.bringup.model.Rung;
import java.util.Optional;

/// Who is spoken to by HTTP: `name` is what people are told. With `tls` it must show a certificate.
record Peer(String name, Ip4 address, int port, Optional<Certificates> tls) {

    static Peer of(Rung.Strip strip) {
        return new Peer("PDU " + strip.name(), strip.address(), strip.port(), Optional.empty());
    }

    static Peer of(Rung.Service bmc) {
        return new Peer(
                "BMC " + bmc.name(),
                bmc.address(),
                bmc.port(),
                Optional.of(Certificates.of(bmc.certificate())));
    }

    /// What turns are taken by.
    String place() {
        return address + ":" + port;
    }

    String url(String target) {
        return (tls.isPresent() ? "https://" : "http://") + place() + target;
    }
}
