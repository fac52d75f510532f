package dev.bringup.model;

/// What the query of an alert gate came to.
public sealed interface Alert {

    record Quiet() implements Alert {}

    /// For people: how many series, and one of them.
    record Firing(String what) implements Alert {}

    /// Nobody knows, because it could not be asked.
    record Unknown(String because) implements Alert {}
}
