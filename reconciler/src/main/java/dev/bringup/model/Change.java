package dev.bringup.model;

/// One field of a machine that differs between two commits. `where` is the field as the state
/// language spells it; `from` and `to` are brief enough for a line.
public record Change(String where, FieldClass kind, String from, String to) {}
