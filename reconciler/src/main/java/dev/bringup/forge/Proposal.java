package dev.bringup.forge;

import dev.bringup.model.CommitId;

/// What somebody would have in force.
public sealed interface Proposal {

    CommitId head();

    /// An open pull or merge request into our branch. `ref` is where its head can be fetched from
    /// the project itself, also when it comes from a fork.
    record Request(long number, CommitId head, String ref) implements Proposal {
        @Override
        public String toString() {
            return "request " + number;
        }
    }

    /// A branch that nobody opened a request for.
    record Pushed(String branch, CommitId head) implements Proposal {
        @Override
        public String toString() {
            return "branch " + branch;
        }
    }
}
