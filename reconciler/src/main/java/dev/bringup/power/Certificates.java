package dev.bringup.power;

import dev.bringup.model.Sha256;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// Whether the certificate that a server shows is the right one: that of the pinned digest, or,
/// where none is pinned, one that an authority known to this Java signed for this address. It
/// remembers what it was shown, so that a refusal can say what to pin.
final class Certificates extends X509ExtendedTrustManager {

    private final Optional<Sha256> pinned;
    private final X509ExtendedTrustManager usual;
    private volatile Optional<Sha256> refused = Optional.empty();

    private Certificates(Optional<Sha256> pinned, X509ExtendedTrustManager usual) {
        this.pinned = pinned;
        this.usual = usual;
    }

    static Certificates of(Optional<Sha256> pinned) {
        try {
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init((KeyStore) null);
            return Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(manager -> new Certificates(pinned, (X509ExtendedTrustManager) manager))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("this Java trusts nobody"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has trust managers", e);
        }
    }

    SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {this}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS", e);
        }
    }

    /// Why the server is not spoken to; empty when its certificate was not the reason.
    Optional<String> refusal(Peer peer) {
        return refused.map(seen ->
                pinned.map(pin ->
                                "%s shows the certificate sha256:%s, and sha256:%s is pinned"
                                        .formatted(peer.name(), seen, pin))
                        .orElseGet(() ->
                                "nobody whom this Java trusts signed the certificate of %s for %s;"
                                                .formatted(peer.name(), peer.address())
                                        + " if it is the right one, pin it in its Bmc:"
                                        + " tls: {fingerprint: \"sha256:%s\"}".formatted(seen)));
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        Sha256 seen = digest(chain[0]);
        if (pinned.isEmpty()) {
            try {
                usual.checkServerTrusted(chain, type, engine);
            } catch (CertificateException unknown) {
                refused = Optional.of(seen);
                throw unknown;
            }
        } else if (!pinned.get().equals(seen)) {
            refused = Optional.of(seen);
            throw new CertificateException("not the pinned certificate");
        }
    }

    private static Sha256 digest(X509Certificate certificate) throws CertificateException {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return new Sha256(HexFormat.of().formatHex(digest));
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    /// The client uses engines only; a way without one could not check the address.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("only by an engine");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("only by an engine");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, @Nullable Socket socket)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return pinned.isPresent() ? new X509Certificate[0] : usual.getAcceptedIssuers();
    }
}
