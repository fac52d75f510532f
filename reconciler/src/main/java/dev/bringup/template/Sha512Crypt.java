package dev.bringup.template;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/// Passwords as `/etc/shadow` holds them: `$6$salt$hash`, by Ulrich Drepper's "Unix crypt using
/// SHA-256 and SHA-512", with its usual number of rounds.
final class Sha512Crypt {

    private static final String LETTERS =
            "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int ROUNDS = 5000;
    private static final int SALT = 16;

    private Sha512Crypt() {}

    /// The salt follows from the password, so that one commit always renders the same. Two machines
    /// with one password then show one hash, which a payload of one template shows anyway.
    static String of(String password) {
        byte[] digest = digest(utf8("bringup salt:"), utf8(password));
        StringBuilder salt = new StringBuilder();
        for (int i = 0; i < SALT; i++) {
            salt.append(LETTERS.charAt(digest[i] & 63));
        }
        return of(password, salt.toString());
    }

    static String of(String password, String salt) {
        if (!salt.matches("[./0-9A-Za-z]{1," + SALT + "}")) {
            throw new IllegalArgumentException(
                    "a salt is 1 to 16 letters, digits, dots and slashes, not '" + salt + "'");
        }
        byte[] key = utf8(password);
        byte[] grain = utf8(salt);
        byte[] hash = start(key, grain);
        byte[] keys = cut(repeated(key, key.length), key.length);
        byte[] salts = cut(repeated(grain, 16 + (hash[0] & 0xff)), grain.length);
        for (int round = 0; round < ROUNDS; round++) {
            boolean odd = round % 2 != 0;
            hash =
                    digest(
                            odd ? keys : hash,
                            round % 3 == 0 ? new byte[0] : salts,
                            round % 7 == 0 ? new byte[0] : keys,
                            odd ? hash : keys);
        }
        return "$6$" + salt + "$" + text(hash);
    }

    /// Steps 1 to 12 of the paper.
    private static byte[] start(byte[] key, byte[] salt) {
        byte[] inner = digest(key, salt, key);
        MessageDigest outer = sha512();
        outer.update(key);
        outer.update(salt);
        outer.update(cut(inner, key.length));
        for (int left = key.length; left > 0; left >>= 1) {
            outer.update((left & 1) != 0 ? inner : key);
        }
        return outer.digest();
    }

    private static byte[] repeated(byte[] part, int times) {
        MessageDigest all = sha512();
        for (int i = 0; i < times; i++) {
            all.update(part);
        }
        return all.digest();
    }

    /// The block again and again, up to this length.
    private static byte[] cut(byte[] block, int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = block[i % block.length];
        }
        return bytes;
    }

    /// Three bytes give four letters; which three is a rotation that the paper lists in full.
    private static String text(byte[] hash) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 21; i++) {
            int[] trio = {i, i + 21, i + 42};
            int turn = i % 3;
            letters(
                    text,
                    hash[trio[turn]],
                    hash[trio[(turn + 1) % 3]],
                    hash[trio[(turn + 2) % 3]],
                    4);
        }
        letters(text, (byte) 0, (byte) 0, hash[63], 2);
        return text.toString();
    }

    private static void letters(StringBuilder text, byte high, byte middle, byte low, int count) {
        int bits = (high & 0xff) << 16 | (middle & 0xff) << 8 | (low & 0xff);
        for (int i = 0; i < count; i++) {
            text.append(LETTERS.charAt((bits >> (6 * i)) & 63));
        }
    }

    private static byte[] digest(byte[]... parts) {
        MessageDigest all = sha512();
        Arrays.stream(parts).forEach(all::update);
        return all.digest();
    }

    private static MessageDigest sha512() {
        try {
            return MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-512", e);
        }
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
