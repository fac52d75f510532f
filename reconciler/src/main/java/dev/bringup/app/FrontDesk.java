package dev.bringup.app;

import dev.bringup.model.CommitId;
import dev.bringup.model.Direction;
import dev.bringup.model.MachineId;
import dev.bringup.model.PowerOrder;
import dev.bringup.model.PowerReport;
import dev.bringup.port.Message;
import dev.bringup.query.BranchesView;
import dev.bringup.query.Door;
import dev.bringup.query.Orders;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Takes orders, and has them carried out by who can.
record FrontDesk(
        Loop loop,
        Executor threads,
        Repository repository,
        Optional<Reviewing> reviewing,
        Branches proposals,
        Doors doors)
        implements Orders {

    @Override
    public Optional<Door> door(MachineId machine) {
        return doors.of(machine);
    }

    @Override
    public BranchesView branches() {
        return proposals.look();
    }

    @Override
    public Map<String, String> levels(Map<String, String> changes) {
        return Logs.levels(changes);
    }

    @Override
    public void ring() {
        loop.tell(new Message.Rung());
        reviewing.ifPresent(Reviewing::ring);
    }

    @Override
    public void power(PowerOrder order, Consumer<PowerReport> reply) {
        loop.tell(new Message.Powering(order, reply));
    }

    @Override
    public void direct(Direction direction, Consumer<Optional<String>> reply) {
        loop.tell(new Message.Directed(direction, reply));
    }

    /// Git is asked on another thread; the engine judges.
    @Override
    public void accept(CommitId commit, String reason, Consumer<Optional<String>> reply) {
        threads.execute(
                () -> loop.tell(new Message.Ordered(repository.named(commit), reason, reply)));
    }
}
