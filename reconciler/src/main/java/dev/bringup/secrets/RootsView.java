package dev.bringup.secrets;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/// What may be shown of roots of trust: everything but keys.
///
/// @param discoveryHash as `kubeadm join --discovery-token-ca-cert-hash` takes it
/// @param serviceAccounts digests of the keys that tokens are checked against; the first signs
/// @param sshHosts the public keys that SSH host certificates are checked against; the first signs
/// @param nextAccepted whether a rotation of the service accounts' key waits for its second step
public record RootsView(
        List<Authority> authorities,
        String discoveryHash,
        List<String> serviceAccounts,
        boolean nextAccepted,
        List<String> sshHosts,
        List<String> recipients) {

    /// One certificate authority.
    public record Authority(
            String title, String subject, String fingerprint, Instant since, Instant until) {}

    public static RootsView of(Roots roots) {
        return new RootsView(
                Arrays.stream(Roots.Authority.values()).map(a -> authority(roots, a)).toList(),
                roots.discoveryHash(),
                serviceAccounts(roots.file("sa.pub")),
                roots.files().containsKey(Roots.NEXT_KEY),
                HostAuthority.of(roots).map(HostAuthority::trusted).orElse(List.of()),
                roots.recipients());
    }

    private static Authority authority(Roots roots, Roots.Authority authority) {
        X509Certificate certificate = Pem.certificate(roots.file(authority.certificate()));
        try {
            return new Authority(
                    authority.title(),
                    Pem.subject(certificate).toString(),
                    "sha256:" + Pem.digest(certificate.getEncoded()),
                    certificate.getNotBefore().toInstant(),
                    certificate.getNotAfter().toInstant());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("it was just read", e);
        }
    }

    private static List<String> serviceAccounts(String pem) {
        return Pem.publicKeys("RSA", pem).stream().map(Pem::keyHash).toList();
    }
}
