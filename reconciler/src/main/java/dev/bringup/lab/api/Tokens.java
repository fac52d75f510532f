package dev.bringup.lab.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Tells a caller by the bearer token. A node's token is signed with a key of ours, so nothing has
/// to be kept for each node. Where the CA came from outside, the admin has a certificate and no
/// token.
final class Tokens {

    static final String MACHINE = "bringup.dev/machine";
    private static final String ACCOUNT = "account.";
    private static final String BOOTSTRAP = "bootstrap.kubernetes.io/token";

    private final Store store;
    private final SecureRandom random;
    private final String admin;
    private final byte[] key;

    private Tokens(Store store, SecureRandom random, String admin, byte[] key) {
        this.store = store;
        this.random = random;
        this.admin = admin;
        this.key = key.clone();
    }

    static Tokens open(Path folder, Store store, SecureRandom random, boolean forAdmin) {
        String admin =
                forAdmin ? SecretFile.kept(folder.resolve("admin.token"), () -> fresh(random)) : "";
        String key = SecretFile.kept(folder.resolve("node.key"), () -> fresh(random));
        return new Tokens(store, random, admin, key.getBytes(StandardCharsets.UTF_8));
    }

    private static String fresh(SecureRandom random) {
        byte[] bytes = new byte[24];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    String admin() {
        return admin;
    }

    /// A token that nobody issued is refused, whatever is asked with it.
    Identity who(Optional<String> token, Instant now) {
        if (token.isEmpty()) {
            return new Identity.Anonymous();
        }
        if (same(token.get(), admin)) {
            return new Identity.Admin("kubernetes-admin");
        }
        return agent(token.get())
                .or(() -> account(token.get(), now))
                .or(() -> joining(token.get(), now))
                .orElseThrow(Problem::unauthorized);
    }

    String forNode(String node) {
        String claim = "node." + node + "." + fresh(random);
        return claim + "." + signature(claim);
    }

    private Optional<Identity> agent(String token) {
        String[] parts = token.split("\\.", -1);
        int end = token.lastIndexOf('.');
        if (parts.length != 4 || !same(parts[3], signature(token.substring(0, end)))) {
            return Optional.empty();
        }
        return Optional.of(new Identity.NodeAgent(parts[1]));
    }

    /// A token of this account, until then or until the account is gone.
    String forAccount(Identity.Account account, Instant until) {
        String claim =
                ACCOUNT
                        + encoded(account.namespace())
                        + "."
                        + encoded(account.name())
                        + "."
                        + until.getEpochSecond();
        return claim + "." + signature(claim);
    }

    private static String encoded(String name) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(name.getBytes(StandardCharsets.UTF_8));
    }

    private Optional<Identity> account(String token, Instant now) {
        String[] parts = token.split("\\.", -1);
        int end = token.lastIndexOf('.');
        if (parts.length != 5
                || !token.startsWith(ACCOUNT)
                || !same(parts[4], signature(token.substring(0, end)))
                || Long.parseLong(parts[3]) <= now.getEpochSecond()) {
            return Optional.empty();
        }
        Identity.Account account = new Identity.Account(decoded(parts[1]), decoded(parts[2]));
        return store.get(Kind.ACCOUNT.key(account.namespace(), account.name())).map(_ -> account);
    }

    private static String decoded(String part) {
        return new String(Base64.getUrlDecoder().decode(part), StandardCharsets.UTF_8);
    }

    private Optional<Identity> joining(String token, Instant now) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 2) {
            return Optional.empty();
        }
        Store.Key secret = Kind.SECRET.key("kube-system", "bootstrap-token-" + parts[0]);
        return store.get(secret)
                .filter(s -> Json.text(s, "type").equals(BOOTSTRAP))
                .filter(s -> same(value(s, "token-secret"), parts[1]))
                .filter(s -> value(s, "usage-bootstrap-authentication").equals("true"))
                .filter(s -> !isExpired(s, now))
                .map(s ->
                        new Identity.Joining(
                                secret,
                                parts[0],
                                Json.text(s, "metadata", "annotations", MACHINE),
                                groups(s)));
    }

    private static List<String> groups(ObjectNode secret) {
        return Arrays.stream(value(secret, "auth-extra-groups").split(",", -1))
                .filter(group -> group.startsWith("system:bootstrappers:"))
                .toList();
    }

    /// A bootstrap token by which who joins may be sure of the cluster.
    static boolean isForSigning(ObjectNode secret, Instant now) {
        return Json.text(secret, "type").equals(BOOTSTRAP)
                && value(secret, "usage-bootstrap-signing").equals("true")
                && !isExpired(secret, now);
    }

    /// True for a bootstrap token past its time, and for nothing else.
    static boolean isExpired(ObjectNode secret, Instant now) {
        String expiration = value(secret, "expiration");
        if (!Json.text(secret, "type").equals(BOOTSTRAP) || expiration.isEmpty()) {
            return false;
        }
        try {
            return !Instant.parse(expiration).isAfter(now);
        } catch (DateTimeParseException e) {
            return true;
        }
    }

    static String value(ObjectNode secret, String name) {
        try {
            byte[] bytes = Base64.getDecoder().decode(Json.text(secret, "data", name));
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private String signature(String claim) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            byte[] signature = mac.doFinal(claim.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// In the same time whether it differs early or late.
    private static boolean same(String given, String expected) {
        return !expected.isEmpty()
                && MessageDigest.isEqual(
                        given.getBytes(StandardCharsets.UTF_8),
                        expected.getBytes(StandardCharsets.UTF_8));
    }
}
