package dev.bringup.manifest;

import dev.bringup.model.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;

/// File contents as Ignition takes them. Text stays readable, so that a reviewer of a rendered
/// config sees what changes.
final class ContentsUrl {

    private static final String PLAIN =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~/:@,;=";

    private ContentsUrl() {}

    static String of(byte[] bytes) {
        try {
            String text =
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return "data:," + escaped(text);
        } catch (CharacterCodingException e) {
            return "data:;base64," + Base64.getEncoder().encodeToString(bytes);
        }
    }

    /// Placeholders stay as they are; who fills one in escapes its value.
    private static String escaped(String text) {
        StringBuilder url = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            String hole = holeAt(text, at);
            if (!hole.isEmpty()) {
                url.append(hole);
                at += hole.length();
            } else {
                int point = text.codePointAt(at);
                escape(url, Character.toString(point));
                at += Character.charCount(point);
            }
        }
        return url.toString();
    }

    private static String holeAt(String text, int at) {
        Matcher hole = Payload.HOLE.matcher(text).region(at, text.length());
        return text.startsWith("%%", at) && hole.lookingAt() ? hole.group() : "";
    }

    private static void escape(StringBuilder url, String character) {
        if (PLAIN.contains(character)) {
            url.append(character);
            return;
        }
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            url.append("%%%02X".formatted(b & 0xff));
        }
    }

    static boolean hasHole(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        return Payload.HOLE.matcher(text).find();
    }
}
