package dev.bringup.model;

import java.time.Instant;

/// Who asked for the desired state, and when.
public record Commit(CommitId id, String author, Instant time, String subject) {}
