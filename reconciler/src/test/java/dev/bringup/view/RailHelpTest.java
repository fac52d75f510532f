package dev.bringup.view;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.model.Policy;
import dev.bringup.model.Policy.Budgeted;
import dev.bringup.model.Rail;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RailHelpTest {

    @ParameterizedTest
    @EnumSource
    void everyRailSaysWhatItIsAndWhatToDo(Rail rail) {
        String text = RailHelp.of(rail);

        assertTrue(text.startsWith(rail.name() + ": " + rail.text() + ".\n\n"), text);
        assertTrue(text.lines().count() >= 4, text);
        assertTrue(text.lines().allMatch(line -> line.length() <= 100), text);
        assertEquals(
                Optional.of(rail), RailHelp.named(rail.name().toLowerCase(java.util.Locale.ROOT)));
    }

    @Test
    void noTwoSayTheSame() {
        Set<String> all = new HashSet<>();
        for (Rail rail : Rail.values()) {
            assertTrue(all.add(RailHelp.of(rail).split("\n\n", 2)[1]), rail.name());
        }
    }

    /// The words for the numbers that the policy has by itself.
    @Test
    void theDefaultsAreTheOnesInForce() {
        assertTrue(
                RailHelp.of(Rail.R2).contains(Policy.SAFE.removalMaxShare() + " of the machines"));
        assertTrue(
                RailHelp.of(Rail.R15)
                        .contains(
                                Policy.SAFE.budget(Budgeted.REIMAGE).perCommit().orElseThrow()
                                        + " of a profile"));
        assertTrue(RailHelp.of(Rail.R12).contains(Policy.SAFE.stale().toSeconds() + " seconds"));
        Policy.Remediation care = Policy.SAFE.remediation();
        String away = care.notReadyFor().toMinutes() + " minutes";
        assertTrue(RailHelp.of(Rail.R3).contains("away for " + away));
        assertTrue(RailHelp.of(Rail.R14).contains("not Ready for " + away));
        assertTrue(RailHelp.of(Rail.R14).contains(care.maxUnhealthy() + " of the Nodes"));
        assertTrue(
                RailHelp.of(Rail.R3)
                        .contains(Policy.SAFE.drain().timeout().toMinutes() + " minutes"));
    }

    @Test
    void thereAreNoOthers() {
        assertEquals(Optional.empty(), RailHelp.named("R99"));
    }
}
