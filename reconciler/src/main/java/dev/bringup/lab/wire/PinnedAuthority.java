package dev.bringup.lab.wire;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/// Trusts servers whose certificate was signed by the one CA whose public key has a known digest,
/// as `--discovery-token-ca-cert-hash` has it.
final class PinnedAuthority implements X509TrustManager {

    private final String hash;

    private PinnedAuthority(String hash) {
        this.hash = hash.toLowerCase(Locale.ROOT);
    }

    static SSLSocketFactory sockets(String hash) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new PinnedAuthority(hash)}, null);
            return context.getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
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
