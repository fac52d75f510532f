package dev.bringup.lab.api;

import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/// Who somebody is by a certificate that the cluster's CA signed: its subject's CN is the name,
/// each O a group.
final class ClientIdentity {

    private static final String FOR_CLIENTS = "1.3.6.1.5.5.7.3.2";
    private static final String NODE = "system:node:";

    /// What kubeadm binds to the role that may do everything.
    private static final List<String> ADMINS = List.of("system:masters", "kubeadm:cluster-admins");

    private final X509Certificate authority;

    ClientIdentity(X509Certificate authority) {
        this.authority = authority;
    }

    /// Empty for a certificate that is not good here and now.
    Optional<Identity> who(Certificate presented, Instant now) {
        if (!(presented instanceof X509Certificate client)) {
            return Optional.empty();
        }
        try {
            client.checkValidity(Date.from(now));
            client.verify(authority.getPublicKey());
            List<String> purposes = client.getExtendedKeyUsage();
            boolean ours =
                    client.getIssuerX500Principal().equals(authority.getSubjectX500Principal());
            return ours && purposes != null && purposes.contains(FOR_CLIENTS)
                    ? Optional.of(of(client.getSubjectX500Principal()))
                    : Optional.empty();
        } catch (GeneralSecurityException | InvalidNameException e) {
            return Optional.empty();
        }
    }

    private static Identity of(Principal subject) throws InvalidNameException {
        String name = "";
        List<String> groups = new ArrayList<>();
        for (Rdn part : new LdapName(subject.getName()).getRdns()) {
            switch (part.getType()) {
                case "CN" -> name = part.getValue().toString();
                case "O" -> groups.add(part.getValue().toString());
                default -> {}
            }
        }
        if (groups.stream().anyMatch(ADMINS::contains)) {
            return new Identity.Admin(name);
        }
        return groups.contains("system:nodes") && name.startsWith(NODE)
                ? new Identity.NodeAgent(name.substring(NODE.length()))
                : new Identity.User(name, groups);
    }
}
