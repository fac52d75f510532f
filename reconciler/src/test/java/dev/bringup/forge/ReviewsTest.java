package dev.bringup.forge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bringup.forge.FakeForge.Trouble;
import dev.bringup.forge.Verdict.State;
import dev.bringup.model.CommitId;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Reviews against forges on sockets.
@Timeout(20)
class ReviewsTest {

    private static final Instant NOW = Instant.parse("2026-09-01T12:00:00Z");
    private static final CommitId ACCEPTED = new CommitId("ac".repeat(20));
    private static final CommitId NEXT = new CommitId("ad".repeat(20));
    private static final String A = "a1".repeat(20);
    private static final String B = "b2".repeat(20);
    private static final String MARK = "<!-- ours -->";

    private static final SortedMap<String, CommitId> NO_BRANCHES = Collections.emptySortedMap();

    private final List<Duration> pauses = new ArrayList<>();
    private final List<Proposal> judged = new ArrayList<>();
    private String plan = "plan";
    private State state = State.SUCCESS;

    private Reviews reviews(FakeForge forge) {
        return new Reviews(forge.where(), "main", MARK, InstantSource.fixed(NOW), pauses::add);
    }

    private Verdict judge(Proposal proposal) {
        judged.add(proposal);
        return new Verdict(
                state,
                "1 wake.",
                MARK + "\n" + plan + " of " + proposal.toString().replace("request ", "") + "\n");
    }

    @ParameterizedTest
    @EnumSource
    void everyRequestGetsAStatusAndOneComment(Where.Kind kind) throws Exception {
        try (FakeForge forge = new FakeForge(kind);
                Reviews reviews = reviews(forge)) {
            forge.open(7, A, "main");
            forge.open(8, B, "other");
            forge.comments.put(1L, "Looks good to me");

            assertEquals(Optional.empty(), reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            String ref =
                    kind == Where.Kind.GITLAB ? "refs/merge-requests/7/head" : "refs/pull/7/head";
            assertEquals(List.of(new Proposal.Request(7, new CommitId(A), ref)), judged);
            assertEquals(
                    List.of("a1a1 pending: The plan is being made.", "a1a1 success: 1 wake."),
                    forge.statuses);
            assertEquals(Map.of(1L, "Looks good to me", 2L, MARK + "\nplan of 7"), forge.comments);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCommentIsUpdatedAndNothingIsAskedTwice(Where.Kind kind) throws Exception {
        try (FakeForge forge = new FakeForge(kind);
                Reviews reviews = reviews(forge)) {
            forge.open(6, B, "main");
            forge.open(7, A, "main");
            reviews.round(
                    ACCEPTED,
                    NO_BRANCHES,
                    proposal -> judge(new Proposal.Request(1, proposal.head(), "")));
            forge.requests.clear();

            reviews.round(ACCEPTED, NO_BRANCHES, this::judge);
            assertEquals(2, forge.requests.size(), forge.requests::toString);
            plan = "another plan";
            state = State.FAILURE;
            reviews.round(NEXT, NO_BRANCHES, this::judge);
            String failed = kind == Where.Kind.GITLAB ? "failed" : "failure";
            assertEquals("a1a1 " + failed + ": 1 wake.", forge.statuses.getLast());
            assertEquals(Map.of(1L, MARK + "\nanother plan of 7"), forge.comments);
        }
    }

    /// A branch that a request was opened for is told by that.
    @ParameterizedTest
    @EnumSource
    void aPushedBranchGetsAStatusAlone(Where.Kind kind) throws Exception {
        try (FakeForge forge = new FakeForge(kind);
                Reviews reviews = reviews(forge)) {
            forge.open(7, A, "main");
            SortedMap<String, CommitId> branches =
                    new TreeMap<>(Map.of("ann", new CommitId(A), "bob", new CommitId(B)));
            reviews.round(ACCEPTED, branches, this::judge);
            assertEquals(
                    List.of(
                            "a1a1 pending: The plan is being made.",
                            "a1a1 success: 1 wake.",
                            "b2b2 success: 1 wake."),
                    forge.statuses);
            assertEquals(Map.of(1L, MARK + "\nplan of 7"), forge.comments);
            assertEquals(new Proposal.Pushed("bob", new CommitId(B)), judged.getLast());

            forge.statuses.clear();
            judged.clear();
            reviews.round(NEXT, branches, this::judge);
            assertEquals(2, judged.size());
            assertFalse(forge.statuses.toString().contains("b2b2"), forge.statuses::toString);
            state = State.FAILURE;
            reviews.round(ACCEPTED, branches, this::judge);
            assertTrue(forge.statuses.getLast().startsWith("b2b2 fail"), forge.statuses::toString);
            assertEquals(List.of(), forge.offences);
        }
    }

    @Test
    void aTextThatIsThereAlreadyIsNotWrittenAgain() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITHUB);
                Reviews reviews = reviews(forge)) {
            forge.open(7, A, "main");
            forge.comments.put(1L, MARK + "\r\nplan of 7");
            reviews.round(ACCEPTED, NO_BRANCHES, this::judge);

            assertFalse(forge.requests.stream().anyMatch(r -> r.startsWith("PATCH")));
            assertFalse(forge.requests.stream().anyMatch(r -> r.matches("POST .*comments")));
        }
    }

    @Test
    void aForgeThatIsAskedTooOftenIsGivenTheTimeItAsksFor() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITHUB);
                Reviews reviews = reviews(forge)) {
            forge.open(7, A, "main");
            forge.troubles.add(new Trouble(429, Map.of("Retry-After", "5")));
            forge.troubles.add(
                    new Trouble(
                            403,
                            Map.of(
                                    "X-RateLimit-Remaining",
                                    "0",
                                    "X-RateLimit-Reset",
                                    "" + (NOW.getEpochSecond() + 9))));
            forge.troubles.add(new Trouble(502, Map.of()));

            assertEquals(Optional.empty(), reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            assertEquals(List.of(5L, 10L, 20L), pauses.stream().map(Duration::toSeconds).toList());
            assertEquals(1, forge.comments.size());
        }
    }

    @Test
    void aLongWaitIsLeftToALaterRound() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITEA);
                Reviews reviews = reviews(forge)) {
            forge.open(7, A, "main");
            forge.troubles.add(new Trouble(429, Map.of("Retry-After", "600")));

            assertEquals(
                    Optional.of(Duration.ofMinutes(10)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            assertEquals(List.of(), pauses);
            assertEquals(1, forge.requests.size());
        }
    }

    @Test
    void retriesAreBounded() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITLAB);
                Reviews reviews = reviews(forge)) {
            for (int i = 0; i < 10; i++) {
                forge.troubles.add(new Trouble(503, Map.of()));
            }
            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            assertEquals(4, forge.requests.size());
            assertEquals(List.of(1L, 2L, 4L), pauses.stream().map(Duration::toSeconds).toList());
        }
    }

    @Test
    void whoMayNotIsNotTriedAgain() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITHUB);
                Reviews reviews = reviews(forge)) {
            forge.troubles.add(new Trouble(403, Map.of()));

            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            assertEquals(1, forge.requests.size());
        }
    }

    @Test
    void theTokenGoesToNoOtherHost() throws Exception {
        try (FakeForge forge = new FakeForge(Where.Kind.GITHUB);
                FakeForge other = new FakeForge(Where.Kind.GITHUB);
                Reviews reviews = reviews(forge)) {
            String elsewhere = other.where().api() + "/repos/racks/lab/pulls?page=2";
            forge.troubles.add(
                    new Trouble(200, Map.of("Link", "<" + elsewhere + ">; rel=\"next\"")));
            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            forge.troubles.add(new Trouble(302, Map.of("Location", elsewhere)));
            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
            assertEquals(List.of(), other.requests);
        }
    }

    @Test
    void aForgeThatIsNotThereIsNoDisaster() throws IOException, InterruptedException {
        Where nowhere;
        try (FakeForge forge = new FakeForge(Where.Kind.GITEA)) {
            nowhere = forge.where();
        }
        try (Reviews reviews =
                new Reviews(nowhere, "main", MARK, InstantSource.fixed(NOW), pauses::add)) {
            assertEquals(
                    Optional.of(Duration.ofMinutes(5)),
                    reviews.round(ACCEPTED, NO_BRANCHES, this::judge));
        }
        assertEquals(3, pauses.size());
    }

    @Test
    void theTokenIsNotInWhatIsPrinted() {
        Where where =
                new Where(Where.Kind.GITHUB, URI.create("https://git.example"), "a/b", "t0ken");
        assertEquals("GITHUB https://git.example a/b", where.toString());
    }
}
