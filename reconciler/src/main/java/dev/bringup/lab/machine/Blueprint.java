package dev.bringup.lab.machine;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.time.Duration;

/// What a simulated machine is built as.
public record Blueprint(
        String name, Mac mac, String uuid, String serial, Firmware firmware, Ip4 bmc, Speed speed) {

    public enum Firmware {
        BIOS,
        EFI
    }

    /// How long its own parts take; a factor on all of them is the lab's `--speed`.
    public record Speed(
            Duration selfTest,
            Duration patience,
            Duration kernel,
            Duration system,
            Duration retry) {

        /// A small server, measured on emulated ones.
        public static final Speed USUAL =
                new Speed(
                        Duration.ofMillis(1500),
                        Duration.ofSeconds(8),
                        Duration.ofMillis(1200),
                        Duration.ofMillis(2500),
                        Duration.ofSeconds(2));

        public Speed times(double factor) {
            return new Speed(
                    scale(selfTest, factor),
                    scale(patience, factor),
                    scale(kernel, factor),
                    scale(system, factor),
                    scale(retry, factor));
        }

        private static Duration scale(Duration time, double factor) {
            return Duration.ofMillis(Math.max(1, Math.round(time.toMillis() / factor)));
        }
    }
}
