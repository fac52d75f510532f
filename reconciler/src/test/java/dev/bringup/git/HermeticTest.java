package dev.bringup.git;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.TimeUnit;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.util.SystemReader;
import org.junit.jupiter.api.Test;

class HermeticTest {

    /// What JGit asks before it measures: with an answer it writes no probes.
    @Test
    void howFineTimestampsAreIsKnown() throws Exception {
        Hermetic.install();
        StoredConfig user = SystemReader.getInstance().getUserConfig();
        for (String name : new String[] {"timestampResolution", "minRacyThreshold"}) {
            assertEquals(
                    20,
                    user.getTimeUnit("filesystem", "any|disk", name, -1, TimeUnit.MILLISECONDS));
        }
        assertEquals(-1, user.getTimeUnit("gc", null, "timeout", -1, TimeUnit.MILLISECONDS));
    }
}
