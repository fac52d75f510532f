package dev.bringup.planted.kube;

import java.time.Instant;
import java.util.function.Supplier;

/// By a method reference, which is easier to overlook than a call.
public final class AsksForTheTime {

    public final Supplier<Instant> clock = Instant::now;
}
