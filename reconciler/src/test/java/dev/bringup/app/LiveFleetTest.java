package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.bringup.Fleet;
import dev.bringup.Scene;
import dev.bringup.model.Desired;
import dev.bringup.model.Observed;
import dev.bringup.model.Seen;
import dev.bringup.view.FleetView;
import dev.bringup.view.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LiveFleetTest {

    /// Whether a Node must be drained, or may be cured, is a matter of how long it has been away.
    @Test
    void sinceWhenANodeIsAwayComesAlong() throws Exception {
        Desired desired = Fleet.of(1, 1, 1);
        Observed observed = Scene.of(desired).with(1, Scene.away(1, 11)).observed();
        String json = Json.of(FleetView.of(desired, observed, Optional.empty(), List.of()));
        Instant later = Fleet.NOON.plusSeconds(60);

        Seen seen =
                new LiveFleet(new ObjectMapper().readTree(json))
                        .observed(desired, desired, later)
                        .of(Fleet.id(1));

        assertEquals(
                Optional.of(Fleet.NOON.minus(Duration.ofMinutes(11))),
                seen.health().map(Seen.Health::since));
        assertEquals(Optional.of(false), seen.health().map(Seen.Health::ready));
        assertEquals(Optional.of(later), seen.node().map(n -> n.seenAt()));
    }
}
