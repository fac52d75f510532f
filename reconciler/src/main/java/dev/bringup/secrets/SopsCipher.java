package dev.bringup.secrets;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// `ENC[AES256_GCM,data:..,iv:..,tag:..,type:str]` under one data key. Where a value stands is
/// authenticated with it.
final class SopsCipher {

    private static final Pattern ENCRYPTED =
            Pattern.compile(
                    "ENC\\[AES256_GCM,data:([A-Za-z0-9+/=]*),iv:([A-Za-z0-9+/=]+),"
                            + "tag:([A-Za-z0-9+/=]+),"
                            + "type:(str|int|float|bool|bytes|comment)]");

    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    SopsCipher(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    static boolean isEncrypted(String text) {
        return text.startsWith("ENC[AES256_GCM,");
    }

    String decrypt(String text, String where) throws GeneralSecurityException {
        Matcher parts = ENCRYPTED.matcher(text);
        if (!parts.matches()) {
            throw new GeneralSecurityException("not a value of SOPS");
        }
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, bytes(parts, 2)));
        cipher.updateAAD(where.getBytes(StandardCharsets.UTF_8));
        cipher.update(bytes(parts, 1));
        return new String(cipher.doFinal(bytes(parts, 3)), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Matcher parts, int group) throws GeneralSecurityException {
        try {
            return Base64.getDecoder().decode(parts.group(group));
        } catch (IllegalArgumentException e) {
            throw new GeneralSecurityException("not base64", e);
        }
    }
}
