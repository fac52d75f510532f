package dev.bringup.lab.api;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/// The certificate authority and the server's certificate. Unless the authority is given, both are
/// made once and kept: a kubeconfig stays good, and a later start loads no BouncyCastle.
record Authority(Credential ca, Credential server) {

    static Authority open(
            Path folder,
            Optional<LabApi.Trust> trust,
            InetAddress address,
            Instant now,
            SecureRandom random) {
        Credential ca =
                Credential.parse(
                        trust.map(given -> given.key() + given.certificate())
                                .orElseGet(() ->
                                        SecretFile.kept(
                                                folder.resolve("ca.pem"),
                                                () -> Certificates.authority(now, random).pem())));
        Path server = folder.resolve("server-" + address.getHostAddress() + ".pem");
        return new Authority(
                ca,
                Credential.parse(
                        SecretFile.kept(
                                server,
                                () -> Certificates.server(ca, address, now, random).pem())));
    }

    /// As `kubeadm join --discovery-token-ca-cert-hash` takes it.
    String hash() {
        try {
            byte[] key = ca.certificate().getPublicKey().getEncoded();
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key);
            return "sha256:" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The JDK's own TLS: Netty's builder looks for every provider there might be, which takes
    /// longer than all the rest of a start. The CA's certificate is sent as well: who joins knows
    /// only the digest of its key.
    SSLContext tls() {
        try {
            char[] none = new char[0];
            KeyStore own = KeyStore.getInstance("PKCS12");
            own.load(null, none);
            Certificate[] chain = {server.certificate(), ca.certificate()};
            own.setKeyEntry("server", server.key(), none, chain);
            KeyManagerFactory keys =
                    KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, none);
            SSLContext tls = SSLContext.getInstance("TLS");
            TrustManager clients = new AnyClient(ca.certificate());
            tls.init(keys.getKeyManagers(), new TrustManager[] {clients}, null);
            return tls;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
