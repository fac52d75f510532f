package dev.bringup.kube;

import io.fabric8.kubernetes.client.Config;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;

/// The key in a kubeconfig: the library takes one for RSA unless its PEM block is called after
/// another algorithm, and most blocks are called after none.
final class ClientKey {

    private static final String START = "-----BEGIN PRIVATE KEY-----";
    private static final String END = "-----END PRIVATE KEY-----";
    private static final String ELLIPTIC = "EC";

    private ClientKey() {}

    static void name(Config config) {
        String data = config.getClientKeyData();
        if (data == null) {
            return;
        }
        String pem =
                data.startsWith("-----")
                        ? data
                        : new String(
                                Base64.getMimeDecoder().decode(data), StandardCharsets.US_ASCII);
        int from = pem.indexOf(START);
        int to = pem.indexOf(END);
        if (from >= 0 && to > from && isElliptic(pem.substring(from + START.length(), to))) {
            config.setClientKeyAlgo(ELLIPTIC);
        }
    }

    private static boolean isElliptic(String base64) {
        try {
            KeyFactory.getInstance(ELLIPTIC)
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(base64)));
            return true;
        } catch (GeneralSecurityException _) {
            return false;
        }
    }
}
