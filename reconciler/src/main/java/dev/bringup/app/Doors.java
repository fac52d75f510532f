package dev.bringup.app;

import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.MachineSpec;
import dev.bringup.port.Status;
import dev.bringup.query.Door;
import dev.bringup.secrets.RootKey;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// Where a machine's shell is and which key it shows: the one that its installation was given.
record Doors(
        Supplier<Optional<Status>> status,
        Map<MachineId, Hands.Login> logins,
        RootKey root,
        int port) {

    Optional<Door> of(MachineId id) {
        Optional<MachineSpec> spec =
                status.get().flatMap(Status::desired).flatMap((Desired d) -> d.machine(id));
        Optional<Hands.Login> login = Optional.ofNullable(logins.get(id));
        return spec.flatMap(machine ->
                login.flatMap(known ->
                        known.installed()
                                .map(attempt ->
                                        new Door(
                                                id.name(),
                                                "" + machine.address(),
                                                port,
                                                known.user(),
                                                root.hostKey(attempt).publicText()))));
    }
}
