package dev.bringup.manifest;

import dev.bringup.model.AddressRange;
import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import dev.bringup.model.MachineId;
import dev.bringup.model.Misread;
import dev.bringup.model.Policy.Share;
import dev.bringup.model.Sha256;
import dev.bringup.model.Taint;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The spellings that the schemas name by `format`: each reads a text or says what is wrong with
/// it.
final class Formats {

    private static final Pattern DURATION_PART = Pattern.compile("([0-9]{1,9})(ms|s|m|h|d)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,9})([KMGTP]?)(i?)B?");
    private static final Pattern LABEL_NAME =
            Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?");
    private static final Pattern LABEL_PREFIX =
            Pattern.compile("[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?");

    private static final Map<String, Consumer<String>> READERS =
            Map.of(
                    "mac", Mac::parse,
                    "ipv4", Ip4::parse,
                    "cidr", Cidr::parse,
                    "name", MachineId::new,
                    "duration", Formats::duration,
                    "share", Formats::share,
                    "size", Formats::size,
                    "taint", Formats::taint,
                    "range", AddressRange::parse,
                    "endpoint", Endpoint::parse);

    private static final Map<String, Consumer<String>> MORE_READERS =
            Map.of(
                    "label-key", Formats::labelKey,
                    "label-value", Formats::labelValue,
                    "fingerprint", Formats::fingerprint,
                    "web-endpoint", text -> Endpoint.parse(text, Endpoint.WEB),
                    "ssh-endpoint", text -> Endpoint.parse(text, Endpoint.SSH),
                    "hours", ReadTimes::hours,
                    "date", ReadTimes::day,
                    "moment", text -> ReadTimes.moment(text, ReadTimes.Edge.FROM));

    /// An address with a port; the port of IPMI if none is written.
    record Endpoint(Ip4 address, int port) {

        private static final int IPMI = 623;
        static final int WEB = 80;
        static final int SECURE_WEB = 443;
        static final int SNMP = 161;
        static final int SSH = 22;

        static Endpoint parse(String text) {
            return parse(text, IPMI);
        }

        static Endpoint parse(String text, int usual) {
            int colon = text.indexOf(':');
            if (colon < 0) {
                return new Endpoint(Ip4.parse(text), usual);
            }
            String port = text.substring(colon + 1);
            if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
                throw new IllegalArgumentException("'" + port + "' is not a port");
            }
            return new Endpoint(Ip4.parse(text.substring(0, colon)), Integer.parseInt(port));
        }
    }

    /// What is wrong, from which character on, and what may have been meant.
    record Wrong(String text, int offset, Optional<String> help) {

        static Wrong of(IllegalArgumentException e, String text) {
            String said = Objects.requireNonNullElse(e.getMessage(), "'" + text + "'");
            return e instanceof Misread misread
                    ? new Wrong(said, misread.offset(), misread.help())
                    : new Wrong(said, 0, Optional.empty());
        }
    }

    private Formats() {}

    /// What is wrong with a text that should have this format; empty if nothing is.
    static Optional<Wrong> wrong(String format, String text) {
        Consumer<String> reader = READERS.getOrDefault(format, MORE_READERS.get(format));
        if (reader == null) {
            throw new IllegalStateException("a schema names the unknown format " + format);
        }
        try {
            reader.accept(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(Wrong.of(e, text));
        } catch (ArithmeticException e) {
            return Optional.of(new Wrong("'" + text + "' is too large", 0, Optional.empty()));
        }
    }

    static Duration duration(String text) {
        Matcher part = DURATION_PART.matcher(text);
        Duration sum = Duration.ZERO;
        int end = 0;
        while (part.find() && part.start() == end) {
            long amount = Long.parseLong(part.group(1));
            sum =
                    sum.plus(
                            switch (part.group(2)) {
                                case "ms" -> Duration.ofMillis(amount);
                                case "s" -> Duration.ofSeconds(amount);
                                case "m" -> Duration.ofMinutes(amount);
                                case "h" -> Duration.ofHours(amount);
                                default -> Duration.ofDays(amount);
                            });
            end = part.end();
        }
        if (text.isEmpty() || end != text.length()) {
            throw new IllegalArgumentException("'" + text + "' is not a length of time");
        }
        return sum;
    }

    static Share share(String text) {
        if (!text.matches("[0-9]{1,3}%")) {
            throw new IllegalArgumentException("'" + text + "' is not a percentage");
        }
        return new Share(Integer.parseInt(text.substring(0, text.length() - 1)));
    }

    /// Bytes. `G` counts in thousands as disk makers do, `Gi` in steps of 1024.
    static long size(String text) {
        Matcher size = SIZE.matcher(text);
        if (!size.matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a size");
        }
        int power = " KMGTP".indexOf(size.group(2).isEmpty() ? " " : size.group(2));
        long step = size.group(3).isEmpty() ? 1000 : 1024;
        long bytes = Long.parseLong(size.group(1));
        for (int i = 0; i < power; i++) {
            bytes = Math.multiplyExact(bytes, step);
        }
        return bytes;
    }

    static Taint taint(String text) {
        int colon = text.lastIndexOf(':');
        String effect = text.substring(colon + 1);
        String[] pair = text.substring(0, Math.max(0, colon)).split("=", 2);
        labelKey(pair[0]);
        String value = pair.length == 2 ? pair[1] : "";
        labelValue(value);
        return Arrays.stream(Taint.Effect.values())
                .filter(known -> known.text().equals(effect))
                .findFirst()
                .map(known -> new Taint(pair[0], value, known))
                .orElseThrow(() -> new IllegalArgumentException("'" + text + "' is not a taint"));
    }

    static String labelKey(String text) {
        int slash = text.indexOf('/');
        boolean prefixed = slash < 0 || LABEL_PREFIX.matcher(text.substring(0, slash)).matches();
        if (!prefixed || !LABEL_NAME.matcher(text.substring(slash + 1)).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a label's key");
        }
        return text;
    }

    /// Of a certificate, as `openssl` prints it or as we do.
    static Sha256 fingerprint(String text) {
        String hex = text.replaceFirst("^sha256:", "");
        if (hex.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){31}|[0-9A-Fa-f]{64}")) {
            return new Sha256(hex.replace(":", "").toLowerCase(Locale.ROOT));
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a SHA-256 digest of 64 hexadecimal digits");
    }

    static String labelValue(String text) {
        if (!text.isEmpty() && !LABEL_NAME.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not a label's value");
        }
        return text;
    }

    /// An enum of the model by its name in the language: `raw.gz` is `RAW_GZ`.
    static <E extends Enum<E>> E constant(Class<E> type, String text) {
        String name =
                text.replaceAll("([a-z])([A-Z])", "$1_$2").replace('.', '_').replace('-', '_');
        return Enum.valueOf(type, name.toUpperCase(Locale.ROOT));
    }
}
