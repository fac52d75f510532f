package dev.bringup.app;

import dev.bringup.query.BranchesView;
import dev.bringup.query.Door;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.PowerReport;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.CommitId;
import dev.bringup.query.Orders;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Takes orders from the moment the console is open, and carries them out as soon as there is a
/// reconciler to do it.
final class Switchboard implements Orders {

    private volatile Optional<Orders> behind = Optional.empty();

    void connect(Orders orders) {
        behind = Optional.of(orders);
    }

    @Override
    public Map<String, String> levels(Map<String, String> changes) {
        return Logs.levels(changes);
    }

    @Override
    public void ring() {
        behind.ifPresent(Orders::ring);
    }

    @Override
    public void power(PowerOrder order, Consumer<PowerReport> reply) {
        behind.ifPresentOrElse(
                orders -> orders.power(order, reply),
                () ->
                        reply.accept(
                                new PowerReport(
                                        PowerReport.Result.REFUSED,
                                        "nobody yet: the reconciler is still starting")));
    }

    @Override
    public void direct(Direction direction, Consumer<Optional<String>> reply) {
        behind.ifPresentOrElse(
                orders -> orders.direct(direction, reply),
                () -> reply.accept(Optional.of("the reconciler is still starting")));
    }

    @Override
    public Optional<Door> door(MachineId machine) {
        return behind.flatMap(orders -> orders.door(machine));
    }

    @Override
    public BranchesView branches() {
        return behind.map(Orders::branches).orElse(BranchesView.UNKNOWN);
    }

    @Override
    public void accept(CommitId commit, String reason, Consumer<Optional<String>> reply) {
        behind.ifPresentOrElse(
                orders -> orders.accept(commit, reason, reply),
                () -> reply.accept(Optional.of("the reconciler is still starting")));
    }
}
