package dev.bringup.lab.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;

/// A key and a certificate as PEM, one after the other, for TLS.
final class ClientCertificate {

    private static final String END = "-----END PRIVATE KEY-----";

    private ClientCertificate() {}

    static Certificate certificate(String pem) throws GeneralSecurityException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificate(
                        new ByteArrayInputStream(pem.getBytes(StandardCharsets.US_ASCII)));
    }

    static KeyManager[] keys(String pem) throws GeneralSecurityException, IOException {
        char[] none = new char[0];
        int end = pem.indexOf(END) + END.length();
        byte[] der =
                Base64.getMimeDecoder()
                        .decode(pem.substring(0, end).replaceAll("-----[A-Z ]+-----", ""));
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, none);
        own.setKeyEntry(
                "kubelet",
                KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(der)),
                none,
                new Certificate[] {certificate(pem.substring(end).strip())});
        KeyManagerFactory keys =
                KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, none);
        return keys.getKeyManagers();
    }
}
