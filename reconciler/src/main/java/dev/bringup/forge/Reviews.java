package dev.bringup.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.bringup.model.CommitId;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells every open request, and every branch without one, what merging it would do. A status each;
/// requests have a comment as well, found again by its mark and changed only when its text did.
public final class Reviews implements AutoCloseable {

    /// Forges cut a status short; GitHub refuses more than this.
    private static final int LINE = 140;

    /// GitHub's limit of a comment is 65,536 letters; the others allow more.
    private static final int COMMENT = 60_000;

    /// The branches beside requests that are told at most.
    private static final int BRANCHES = 50;

    private static final Logger LOG = LoggerFactory.getLogger(Reviews.class);

    private final Dialect dialect;
    private final Wire wire;
    private final String branch;
    private final String mark;
    private final Map<String, Said> said = new HashMap<>();

    /// What a proposal was judged by, and what its status says. The same again needs no request.
    private record Said(CommitId head, CommitId accepted, String status) {

        boolean isFor(CommitId other, CommitId inForce) {
            return head.equals(other) && accepted.equals(inForce);
        }
    }

    /// Judges a proposal against the accepted commit.
    public interface Judge {
        Verdict judge(Proposal proposal) throws InterruptedException;
    }

    /// `mark` is the hidden line by which a comment is known as ours.
    public Reviews(Where where, String branch, String mark, InstantSource clock) {
        this(where, branch, mark, clock, Thread::sleep);
    }

    Reviews(Where where, String branch, String mark, InstantSource clock, Wire.Pause pause) {
        this.dialect = Dialect.of(where);
        this.wire = new Wire(where.api(), dialect.headers(where.token()), clock, pause);
        this.branch = branch;
        this.mark = mark;
    }

    /// One look at all open requests, and at the heads of `branches` that are in none. What fails
    /// for one does not keep the others waiting; the longest wait that was asked for is returned.
    public Optional<Duration> round(
            CommitId accepted, SortedMap<String, CommitId> branches, Judge judge)
            throws InterruptedException {
        Optional<Duration> later = Optional.empty();
        try {
            List<Proposal> open = new ArrayList<>();
            for (JsonNode one : wire.list(dialect.proposals())) {
                dialect.proposal(one, branch).ifPresent(open::add);
            }
            List<CommitId> asked = open.stream().map(Proposal::head).toList();
            branches.entrySet().stream()
                    .filter(b -> !asked.contains(b.getValue()))
                    .limit(BRANCHES)
                    .forEach(b -> open.add(new Proposal.Pushed(b.getKey(), b.getValue())));
            said.keySet().retainAll(open.stream().map(Proposal::toString).toList());
            for (Proposal proposal : open) {
                Said before = said.get(proposal.toString());
                if (before == null || !before.isFor(proposal.head(), accepted)) {
                    later = longer(later, review(proposal, accepted, judge));
                }
            }
        } catch (Unavailable e) {
            LOG.warn("cannot ask for requests: {}", e.getMessage());
            later = longer(later, Optional.of(e.after()));
        }
        return later;
    }

    private static Optional<Duration> longer(Optional<Duration> one, Optional<Duration> other) {
        return one.isPresent() && other.filter(o -> o.compareTo(one.get()) > 0).isEmpty()
                ? one
                : other;
    }

    private Optional<Duration> review(Proposal proposal, CommitId accepted, Judge judge)
            throws InterruptedException {
        try {
            Verdict verdict =
                    switch (proposal) {
                        case Proposal.Request request -> discuss(request, judge);
                        case Proposal.Pushed _ -> judge.judge(proposal);
                    };
            String status = verdict.state() + " " + verdict.line();
            Said before = said.get(proposal.toString());
            // A branch may lie there for long: what its status says already is not said again
            // whenever something else is merged.
            boolean same =
                    before != null
                            && proposal instanceof Proposal.Pushed
                            && before.head().equals(proposal.head())
                            && before.status().equals(status);
            if (!same) {
                status(proposal, verdict.state(), verdict.line());
                LOG.info("{} at {}: {}", proposal, proposal.head().brief(), verdict.line());
            }
            said.put(proposal.toString(), new Said(proposal.head(), accepted, status));
            return Optional.empty();
        } catch (Unavailable e) {
            LOG.warn("{} is not told: {}", proposal, e.getMessage());
            return Optional.of(e.after());
        }
    }

    private Verdict discuss(Proposal.Request request, Judge judge)
            throws Unavailable, InterruptedException {
        status(request, Verdict.State.PENDING, "The plan is being made.");
        Verdict verdict = judge.judge(request);
        comment(request, verdict.markdown());
        return verdict;
    }

    private void status(Proposal proposal, Verdict.State state, String line)
            throws Unavailable, InterruptedException {
        String path = dialect.statuses(proposal.head());
        HttpResponse<String> answer =
                wire.tryWriting("POST", path, dialect.status(state, cut(line, LINE)));
        // GitLab refuses to set what is set already.
        boolean same =
                answer.statusCode() == 400 && answer.body().contains("Cannot transition status");
        if (!same) {
            JsonNode _ = wire.good(answer, "POST " + path);
        }
    }

    private void comment(Proposal.Request proposal, String markdown)
            throws Unavailable, InterruptedException {
        String list = dialect.comments(proposal.number());
        String text = cut(markdown, COMMENT);
        for (JsonNode comment : wire.list(list)) {
            String body = comment.path("body").asText();
            if (body.startsWith(mark)) {
                if (!plain(body).equals(plain(text))) {
                    wire.write(
                            dialect.change(),
                            dialect.comment(proposal.number(), comment.path("id").asLong()),
                            Map.of("body", text));
                }
                return;
            }
        }
        wire.write("POST", list.replaceFirst("\\?.*", ""), Map.of("body", text));
    }

    /// Forges change the ends of lines, and strip the end of the text.
    private static String plain(String text) {
        return text.replace("\r\n", "\n").strip();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most - 3) + "...";
    }

    @Override
    public void close() {
        wire.close();
    }
}
