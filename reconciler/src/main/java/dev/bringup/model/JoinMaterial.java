package dev.bringup.model;

/// What a kubelet needs to join: for one machine, once, for minutes.
public record JoinMaterial(String endpoint, String token, String caCertificateHash) {

    /// The token is a secret.
    @Override
    public String toString() {
        return "JoinMaterial[" + endpoint + "]";
    }
}
