package dev.bringup.lab.wire;

import dev.bringup.model.Ip4;
import dev.bringup.model.Rung;
import dev.bringup.model.SecretRef;
import dev.bringup.model.Sha256;
import dev.bringup.power.ipmi.BmcSide;
import dev.bringup.power.ipmi.SimpleBoard;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/// A Redfish service of the lab in front of machines that only remember what they are told.
public final class RedfishOnLoopback implements AutoCloseable {

    public static final Ip4 HERE = Ip4.parse("127.77.2.8");

    private final List<SimpleBoard> boards;
    private final RedfishSessions sessions;
    private final RedfishPages pages;
    private final RedfishServer server = new RedfishServer();
    private final int port;

    RedfishOnLoopback(RedfishQuirks quirks, int systems) throws IOException {
        boards = IntStream.range(0, systems).mapToObj(_ -> new SimpleBoard()).toList();
        sessions = new RedfishSessions(new BmcSide.Login("admin", "secret"), new Random(3), quirks);
        pages =
                new RedfishPages(
                        IntStream.range(0, systems)
                                .mapToObj(n ->
                                        new RedfishHost(
                                                new RedfishHost.Plate(
                                                        "blade-" + (n + 1),
                                                        "b0a7ba5e-0000-4000-8000-00000000000" + n,
                                                        "LAB" + n),
                                                boards.get(n),
                                                quirks,
                                                InstantSource.system()))
                                .toList(),
                        sessions,
                        quirks);
        port = server.listen(HERE, 0, pages);
    }

    public static RedfishOnLoopback start() throws IOException {
        return new RedfishOnLoopback(RedfishQuirks.NONE, 1);
    }

    public int port() {
        return port;
    }

    /// What machine 1 was told.
    public List<String> told() {
        return boards.getFirst().told();
    }

    public boolean isOn() {
        return boards.getFirst().isOn();
    }

    RedfishSessions sessions() {
        return sessions;
    }

    RedfishPages pages() {
        return pages;
    }

    List<SimpleBoard> boards() {
        return boards;
    }

    public Rung.Service service() {
        String pin = BmcCertificate.fingerprint().replace("sha256:", "");
        return service(Optional.of(new Sha256(pin)), Optional.empty(), Rung.Netboot.PXE);
    }

    Rung.Service service(Optional<Sha256> pin, Optional<String> system, Rung.Netboot netboot) {
        return new Rung.Service(
                "bmc-02", HERE, port, new SecretRef.Env("BMC"), pin, system, netboot);
    }

    @Override
    public void close() {
        server.close();
    }
}
