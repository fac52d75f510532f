package dev.bringup.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.model.CommitId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// How one forge spells what all of them can do: paths below the API's root, headers and fields. No
/// socket.
sealed interface Dialect {

    Map<String, String> headers(String token);

    /// The open requests, by pages.
    String proposals();

    /// Empty when it is not a request into this branch.
    Optional<Proposal.Request> proposal(JsonNode one, String branch);

    String statuses(CommitId commit);

    Map<String, String> status(Verdict.State state, String line);

    /// The comments of a request: listed with GET, added to with POST.
    String comments(long number);

    String comment(long number, long id);

    /// The method that changes a comment.
    String change();

    static Dialect of(Where where) {
        return switch (where.kind()) {
            case GITHUB -> new GitHub(where.project());
            case GITEA -> new Gitea(where.project());
            case GITLAB -> new GitLab(encoded(where.project()));
        };
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /// What GitHub began and others took over.
    sealed interface Pulls extends Dialect {

        String project();

        @Override
        default Optional<Proposal.Request> proposal(JsonNode one, String branch) {
            long number = one.path("number").asLong();
            return one.at("/base/ref").asText().equals(branch)
                    ? Optional.of(
                            new Proposal.Request(
                                    number,
                                    new CommitId(one.at("/head/sha").asText()),
                                    "refs/pull/" + number + "/head"))
                    : Optional.empty();
        }

        @Override
        default String statuses(CommitId commit) {
            return "/repos/" + project() + "/statuses/" + commit.hex();
        }

        @Override
        default Map<String, String> status(Verdict.State state, String line) {
            String word =
                    switch (state) {
                        case PENDING -> "pending";
                        case SUCCESS -> "success";
                        case FAILURE -> "failure";
                    };
            return Map.of("state", word, "context", "bringup", "description", line);
        }

        @Override
        default String comment(long number, long id) {
            return "/repos/" + project() + "/issues/comments/" + id;
        }

        @Override
        default String change() {
            return "PATCH";
        }
    }

    record GitHub(String project) implements Pulls {
        @Override
        public Map<String, String> headers(String token) {
            return Map.of(
                    "Authorization",
                    "Bearer " + token,
                    "Accept",
                    "application/vnd.github+json",
                    "X-GitHub-Api-Version",
                    "2022-11-28",
                    // GitHub refuses requests without one.
                    "User-Agent",
                    "bringup");
        }

        @Override
        public String proposals() {
            return "/repos/" + project + "/pulls?state=open&per_page=100";
        }

        @Override
        public String comments(long number) {
            return "/repos/" + project + "/issues/" + number + "/comments?per_page=100";
        }
    }

    /// Forgejo too.
    record Gitea(String project) implements Pulls {
        @Override
        public Map<String, String> headers(String token) {
            return Map.of("Authorization", "token " + token, "Accept", "application/json");
        }

        @Override
        public String proposals() {
            return "/repos/" + project + "/pulls?state=open&limit=50";
        }

        @Override
        public String comments(long number) {
            return "/repos/" + project + "/issues/" + number + "/comments";
        }
    }

    record GitLab(String project) implements Dialect {
        @Override
        public Map<String, String> headers(String token) {
            return Map.of("PRIVATE-TOKEN", token, "Accept", "application/json");
        }

        @Override
        public String proposals() {
            return "/projects/" + project + "/merge_requests?state=opened&per_page=100";
        }

        @Override
        public Optional<Proposal.Request> proposal(JsonNode one, String branch) {
            long number = one.path("iid").asLong();
            // A request that was only just opened has no head yet.
            return one.path("target_branch").asText().equals(branch) && one.hasNonNull("sha")
                    ? Optional.of(
                            new Proposal.Request(
                                    number,
                                    new CommitId(one.path("sha").asText()),
                                    "refs/merge-requests/" + number + "/head"))
                    : Optional.empty();
        }

        @Override
        public String statuses(CommitId commit) {
            return "/projects/" + project + "/statuses/" + commit.hex();
        }

        @Override
        public Map<String, String> status(Verdict.State state, String line) {
            String word =
                    switch (state) {
                        case PENDING -> "pending";
                        case SUCCESS -> "success";
                        case FAILURE -> "failed";
                    };
            return Map.of("state", word, "name", "bringup", "description", line);
        }

        @Override
        public String comments(long number) {
            return "/projects/" + project + "/merge_requests/" + number + "/notes?per_page=100";
        }

        @Override
        public String comment(long number, long id) {
            return "/projects/" + project + "/merge_requests/" + number + "/notes/" + id;
        }

        @Override
        public String change() {
            return "PUT";
        }
    }
}
