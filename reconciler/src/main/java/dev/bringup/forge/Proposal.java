package dev.bringup.forge;

import dev.bringup.model.CommitId;

/// An open pull or merge request into our branch. `ref` is where its head can be fetched from the
/// project itself, also when it comes from a fork.
public record Proposal(long number, CommitId head, String ref) {}
