package dev.bringup.lab.wire;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/// Trusts servers whose certificate was signed by the one CA whose public key has a known digest,
/// as `--discovery-token-ca-cert-hash` has it.
final class PinnedAuthority implements X509TrustManager {

    private final String hash;

    private PinnedAuthority(String hash) {
        this.hash = hash.toLowerCase(Locale.ROOT);
    }

    /// With the client's own certificate, where it has one.
    static SSLSocketFactory sockets(String hash, String certificate) throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyManager[] own =
                    certificate.isEmpty() ? new KeyManager[0] : ClientCertificate.keys(certificate);
            context.init(own, new TrustManager[] {new PinnedAuthority(hash)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException("the certificate of this client cannot be read", e);
        }
    }

    /// Of the key in a certificate.
    static String digest(@Nullable String pem) throws IOException {
        try {
            if (pem != null
                    && ClientCertificate.certificate(pem) instanceof X509Certificate authority) {
                return digest(authority);
            }
        } catch (GeneralSecurityException e) {
            throw new IOException("the certificate of the CA cannot be read", e);
        }
        throw new IOException("there is no certificate of the CA");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        for (X509Certificate authority : chain) {
            if (hash.equals(digest(authority))) {
                try {
                    authority.checkValidity();
                    chain[0].checkValidity();
                    chain[0].verify(authority.getPublicKey());
                    return;
                } catch (GeneralSecurityException e) {
                    throw new CertificateException("not signed by the cluster's CA", e);
                }
            }
        }
        throw new CertificateException("no certificate of the server has the digest " + hash);
    }

    private static String digest(X509Certificate certificate) throws CertificateException {
        try {
            byte[] key = certificate.getPublicKey().getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type)
            throws CertificateException {
        throw new CertificateException("this is a client");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return new X509Certificate[0];
    }
}
