package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.bringup.model.KubeVersion;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes a request, finds out who asks and what for, and answers.
final class Front {

    /// Who asked for what, as Kubernetes writes into its audit log.
    private static final Logger LOG = LoggerFactory.getLogger(Front.class);

    private static final String CLUSTER_INFO =
            "/api/v1/namespaces/" + Announcement.NAMESPACE + "/configmaps/" + Announcement.NAME;
    private static final long HOUR = 3600;

    private final Store store;
    private final Tokens tokens;
    private final InstantSource clock;
    private final Lists lists;
    private final Writes writes;
    private final Removals removals;
    private final Discovery discovery;

    Front(
            Store store,
            Tokens tokens,
            InstantSource clock,
            Writes writes,
            Supplier<KubeVersion> version) {
        this.store = store;
        this.tokens = tokens;
        this.clock = clock;
        this.writes = writes;
        this.lists = new Lists(store);
        this.removals = new Removals(store, clock);
        this.discovery = new Discovery(new Kinds(store), version);
    }

    /// Refusals are thrown as a [Problem].
    Answer answer(Call call) {
        Instant now = clock.instant();
        switch (call.path()) {
            case "/healthz", "/livez", "/readyz" -> {
                return new Answer.Plain("ok");
            }
            case "/version" -> {
                return Answer.ok(discovery.answer(call.path()).orElseThrow());
            }
            default -> {}
        }
        Identity who =
                call.shown().certified().orElseGet(() -> tokens.who(call.shown().token(), now));
        if (who instanceof Identity.Anonymous && !call.path().equals(CLUSTER_INFO)) {
            throw Problem.unauthorized();
        }
        if (call.path().equals("/lab/v1/node-token")) {
            return trade(who, call);
        }
        Optional<ObjectNode> discovered = discovery.answer(call.path());
        if (discovered.isPresent()) {
            return Answer.ok(discovered.get());
        }
        Target target =
                Target.parse(call.path(), discovery.kinds()).orElseThrow(Problem::noSuchPath);
        Access.check(who, call, target, store);
        LOG.debug(
                "{} {} {}.{} {}/{}",
                who,
                call.contentType().contains("apply-patch") ? "APPLY" : Verb.of(call, target),
                target.resource(),
                target.kind().group(),
                target.namespace(),
                target.name());
        if (target.subresource().equals("eviction")) {
            return new Answer.Body(201, removals.evict(call, target));
        }
        if (target.subresource().equals("token")) {
            return new Answer.Body(201, token(call, target, now));
        }
        if (who instanceof Identity.NodeAgent agent && target.kind().equals(Kind.NODE)) {
            new NodeRestriction(writes).check(agent.node(), Verb.of(call, target), call, target);
        }
        boolean asks = target.kind().equals(Kind.REQUEST) && Verb.of(call, target) == Verb.CREATE;
        return perform(asks ? Signing.asked(who, call) : call, target, now);
    }

    private Answer perform(Call call, Target target, Instant now) {
        View view = View.of(call, target.kind(), store);
        return switch (Verb.of(call, target)) {
            case GET -> Answer.ok(view.one(writes.existing(target), now));
            case LIST -> Answer.ok(lists.list(call, target, now));
            case WATCH -> new Answer.Stream(Watch.of(call, target, store));
            case CREATE -> {
                if (!target.name().isEmpty()) {
                    throw Problem.methodNotAllowed();
                }
                yield new Answer.Body(201, view.one(writes.create(call, target), now));
            }
            case UPDATE -> Answer.ok(view.one(writes.replace(call, target), now));
            case PATCH -> {
                int code = store.get(target.key()).isPresent() ? 200 : 201;
                yield new Answer.Body(code, view.one(writes.patch(call, target), now));
            }
            case DELETE -> Answer.ok(removals.delete(call, target));
            case DELETECOLLECTION -> Answer.ok(removals.deleteAll(call, target));
        };
    }

    /// What a program shows, to be let in as its account.
    private ObjectNode token(Call call, Target target, Instant now) {
        ObjectNode account =
                writes.existing(new Target(target.kind(), target.namespace(), target.name(), ""));
        ObjectNode request = Json.parseObject(call.body());
        request.put("kind", "TokenRequest").put("apiVersion", "authentication.k8s.io/v1");
        Instant until =
                now.truncatedTo(ChronoUnit.SECONDS)
                        .plusSeconds(Json.at(request, "spec", "expirationSeconds").asLong(HOUR));
        Json.child(request, "status")
                .put(
                        "token",
                        tokens.forAccount(
                                new Identity.Account(target.namespace(), Json.name(account)),
                                until))
                .put("expirationTimestamp", until.toString());
        return request;
    }

    /// A bootstrap token becomes the lasting token of the one node it was minted for, once.
    private Answer trade(Identity who, Call call) {
        if (!call.method().equals("POST")) {
            throw Problem.methodNotAllowed();
        }
        if (!(who instanceof Identity.Joining joining)) {
            throw Problem.forbidden("only a bootstrap token can be traded for a node's token");
        }
        String node = Json.text(Json.parseObject(call.body()), "node");
        if (!node.equals(joining.machine())) {
            throw Problem.forbidden(
                    "this token is for the node '%s', not for '%s'"
                            .formatted(joining.machine(), node));
        }
        store.remove(joining.secret());
        return Answer.ok(Json.object().put("token", tokens.forNode(node)));
    }
}
