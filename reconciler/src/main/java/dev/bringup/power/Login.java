package dev.bringup.power;

import java.util.Optional;

/// A user and a password, which no text of ours ever shows.
record Login(String user, String password) {

    /// Of `user:password`; `whose` begins what is said when it is not that.
    static Login parse(Optional<String> secret, String whose) throws Unable {
        int colon = secret.map(s -> s.indexOf(':')).orElse(-1);
        if (secret.isEmpty() || colon < 0) {
            throw new Unable(
                    "the credentials of %s are %s"
                            .formatted(whose, secret.isEmpty() ? "missing" : "not user:password"),
                    Unable.Cure.HUMAN);
        }
        return new Login(secret.get().substring(0, colon), secret.get().substring(colon + 1));
    }

    @Override
    public String toString() {
        return user;
    }
}
