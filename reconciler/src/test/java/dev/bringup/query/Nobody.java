package dev.bringup.query;

import dev.bringup.model.CommitId;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes no order: for tests that are about one of them.
public class Nobody implements Orders {

    @Override
    public void accept(CommitId commit, String reason, Consumer<Optional<String>> reply) {
        reply.accept(Optional.of("nobody"));
    }

    @Override
    public void power(PowerOrder order, Consumer<PowerReport> reply) {
        reply.accept(new PowerReport(PowerReport.Result.REFUSED, "nobody"));
    }

    @Override
    public void direct(Direction direction, Consumer<Optional<String>> reply) {
        reply.accept(Optional.of("nobody"));
    }

    @Override
    public Optional<Door> door(MachineId machine) {
        return Optional.empty();
    }

    @Override
    public BranchesView branches() {
        return BranchesView.UNKNOWN;
    }

    @Override
    public Map<String, String> levels(Map<String, String> changes) {
        return changes;
    }

    @Override
    public void ring() {}
}
