package dev.bringup.lab.api;

import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Stream;

/// Who may do what. The admin may do everything; a node's agent keeps to what is its own, so that
/// one machine's token is worth nothing against another machine.
final class Access {

    private static final Set<Verb> READS = EnumSet.of(Verb.GET, Verb.LIST, Verb.WATCH);
    private static final Set<Verb> WRITES = EnumSet.of(Verb.CREATE, Verb.UPDATE, Verb.PATCH);

    private Access() {}

    static void check(Identity who, Call call, Target target, Store store) {
        Verb verb = Verb.of(call, target);
        boolean allowed =
                switch (who) {
                    case Identity.Admin _ -> true;
                    case Identity.NodeAgent agent ->
                            mayAgent(agent.node(), verb, call, target, store);
                    case Identity.Joining _, Identity.User _, Identity.Account _ ->
                            mayByRoles(who, verb, call, target, store);
                    case Identity.Anonymous _ -> Announcement.isAsked(call, target);
                };
        if (!allowed) {
            throw refusal(who, verb, target);
        }
    }

    /// What is applied and not there has to be made. A request is approved only by whom its signer
    /// is a matter of.
    private static boolean mayByRoles(
            Identity who, Verb verb, Call call, Target target, Store store) {
        Roles roles = new Roles(store);
        Roles.Right right = Roles.Right.of(verb, call, target);
        boolean makes =
                verb == Verb.PATCH
                        && call.contentType().equals(ServerSideApply.TYPE)
                        && store.get(target.key()).isEmpty();
        boolean approves =
                target.kind().equals(Kind.REQUEST) && target.subresource().equals("approval");
        return roles.allow(who, right)
                && (!makes || roles.allow(who, right.to("create")))
                && (!approves || maySign(who, target, store, roles));
    }

    private static boolean maySign(Identity who, Target target, Store store, Roles roles) {
        String signer =
                store.get(target.key()).map(r -> Json.text(r, "spec", "signerName")).orElse("");
        String domain = signer.replaceFirst("/.*", "/*");
        return Stream.of(signer, domain)
                .map(name -> new Roles.Right("approve", Kind.REQUEST.group(), "signers", "", name))
                .anyMatch(right -> roles.allow(who, right));
    }

    private static boolean mayAgent(String node, Verb verb, Call call, Target target, Store store) {
        return switch (target.kind().resource()) {
            case "nodes" ->
                    switch (verb) {
                        case GET, LIST, WATCH -> onlyNamed(node, call, target);
                        case CREATE, UPDATE, PATCH -> own(node, verb, call, target);
                        case DELETE, DELETECOLLECTION -> false;
                    };
            case "leases.coordination.k8s.io" ->
                    target.namespace().equals("kube-node-lease") && own(node, verb, call, target);
            case "pods" -> mayPod(node, verb, call, target, store);
            case "events" -> WRITES.contains(verb);
            case "certificatesigningrequests.certificates.k8s.io" ->
                    target.subresource().isEmpty() && (verb == Verb.CREATE || READS.contains(verb));
            default -> false;
        };
    }

    private static boolean own(String node, Verb verb, Call call, Target target) {
        return verb == Verb.CREATE
                ? target.subresource().isEmpty() && Json.name(Json.parse(call.body())).equals(node)
                : target.name().equals(node);
    }

    private static boolean onlyNamed(String node, Call call, Target target) {
        return target.name().equals(node)
                || call.param("fieldSelector").equals("metadata.name=" + node);
    }

    private static boolean mayPod(String node, Verb verb, Call call, Target target, Store store) {
        if (target.name().isEmpty()) {
            return READS.contains(verb)
                    && call.param("fieldSelector").equals("spec.nodeName=" + node);
        }
        boolean bound =
                store.get(target.key())
                        .filter(pod -> Json.text(pod, "spec", "nodeName").equals(node))
                        .isPresent();
        boolean status = target.subresource().equals("status") && WRITES.contains(verb);
        return bound && (verb == Verb.GET || verb == Verb.DELETE || status);
    }

    private static Problem refusal(Identity who, Verb verb, Target target) {
        String where =
                target.namespace().isEmpty()
                        ? "at the cluster scope"
                        : "in the namespace \"" + target.namespace() + "\"";
        return Problem.forbidden(
                "%s%s is forbidden: User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s"
                        .formatted(
                                target.kind().resource(),
                                target.name().isEmpty() ? "" : " \"" + target.name() + "\"",
                                who.user(),
                                verb.text(),
                                target.resource(),
                                target.kind().group(),
                                where));
    }
}
