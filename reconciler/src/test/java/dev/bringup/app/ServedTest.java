package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.bringup.Fleet;
import dev.bringup.Graveyard;
import dev.bringup.Scene;
import dev.bringup.model.Departed;
import dev.bringup.model.Desired;
import dev.bringup.model.MachineId;
import dev.bringup.model.Plan;
import dev.bringup.port.Status;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// Whom DHCP and the others know, look by look.
class ServedTest {

    private static final Desired BURIED =
            Fleet.of(2, 2, 1).burying(List.of(Graveyard.tombstone(3)));

    private static Optional<Status> status(Desired desired, Departed departed) {
        return Optional.of(
                new Status(
                        Optional.of(desired),
                        Scene.of(desired).remembering(Graveyard.remembering(departed)).observed(),
                        Plan.EMPTY,
                        new Status.Git(Optional.empty(), List.of(), Optional.empty())));
    }

    private static Set<MachineId> known(Served served) {
        return served.get().orElseThrow().machines().keySet();
    }

    @Test
    void aMachineThatIsToBeWipedIsAnsweredUntilItIs() {
        AtomicReference<Optional<Status>> now = new AtomicReference<>(Optional.empty());
        Served served = new Served(now::get);
        assertEquals(Optional.empty(), served.get());

        now.set(status(BURIED, Graveyard.gone(3)));
        assertEquals(Set.of(Fleet.id(1), Fleet.id(2), Fleet.id(3)), known(served));
        assertSame(served.get().orElseThrow(), served.get().orElseThrow());

        now.set(status(Fleet.of(3, 2, 1), Graveyard.gone(3)));
        assertEquals(Set.of(Fleet.id(1), Fleet.id(2)), known(served));
    }
}
