package dev.bringup.secrets;

import dev.bringup.model.CertRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;

/// Reads what is to be signed.
public final class CertRequests {

    private CertRequests() {}

    /// Of the base64 in `spec.request`, which is PEM; empty for anything else.
    public static Optional<CertRequest.Asked> read(String base64) {
        try {
            String pem =
                    new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII);
            byte[] der =
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", "").strip());
            PKCS10CertificationRequest request = new PKCS10CertificationRequest(der);
            X500Name subject = request.getSubject();
            return Optional.of(
                    new CertRequest.Asked(
                            String.join(" ", values(subject, BCStyle.CN)),
                            values(subject, BCStyle.O),
                            hosts(request)));
        } catch (IOException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Set<String> values(X500Name subject, ASN1ObjectIdentifier type) {
        Set<String> all = new TreeSet<>();
        for (RDN part : subject.getRDNs(type)) {
            all.add(IETFUtils.valueToString(part.getFirst().getValue()));
        }
        return all;
    }

    private static Set<String> hosts(PKCS10CertificationRequest request)
            throws UnknownHostException {
        Set<String> hosts = new TreeSet<>();
        Extensions extensions = request.getRequestedExtensions();
        GeneralNames names =
                extensions == null
                        ? null
                        : GeneralNames.fromExtensions(extensions, Extension.subjectAlternativeName);
        if (names != null) {
            for (GeneralName name : names.getNames()) {
                hosts.add(host(name));
            }
        }
        return hosts;
    }

    /// Mail addresses and URLs are shown as such: no machine has one.
    private static String host(GeneralName name) throws UnknownHostException {
        return switch (name.getTagNo()) {
            case GeneralName.dNSName -> name.getName().toString();
            case GeneralName.iPAddress ->
                    InetAddress.getByAddress(
                                    ASN1OctetString.getInstance(name.getName()).getOctets())
                            .getHostAddress();
            default -> name.toString();
        };
    }
}
