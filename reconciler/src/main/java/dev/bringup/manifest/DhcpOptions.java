package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Position;
import dev.bringup.model.Ip4;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The DHCP options that a profile adds, as bytes. What we say ourselves is ours: a network that is
/// described in two places is described wrongly in one.
final class DhcpOptions {

    /// The least that a client must take is 312, and some of it is ours.
    private static final int MOST_BYTES = 255;

    /// What follows from other fields or from the exchange itself, and what ends a message.
    private static final Set<Integer> OURS =
            Set.of(
                    0, 1, 3, 6, 12, 15, 26, 28, 42, 50, 51, 52, 53, 54, 55, 56, 57, 58, 59, 60, 61,
                    66, 67, 77, 82, 93, 94, 97, 121, 175, 249, 255);

    /// How a value is written.
    private enum Type {
        ADDRESSES,
        NAMES,
        TEXT,
        NUMBER8,
        NUMBER32,
        SIGNED32,
        TRUTH,
        HEX,
        /// Of options that are known by number alone.
        GUESSED
    }

    /// The options that have a name here (RFC 2132 and its successors).
    private enum Known {
        TIME_OFFSET(2, Type.SIGNED32),
        LOG_SERVERS(7, Type.ADDRESSES),
        ROOT_PATH(17, Type.TEXT),
        IP_FORWARDING(19, Type.TRUTH),
        DEFAULT_TTL(23, Type.NUMBER8),
        ARP_TIMEOUT(35, Type.NUMBER32),
        NIS_DOMAIN(40, Type.TEXT),
        NIS_SERVERS(41, Type.ADDRESSES),
        VENDOR_INFO(43, Type.HEX),
        POSIX_TIMEZONE(100, Type.TEXT),
        TZDB_TIMEZONE(101, Type.TEXT),
        CAPTIVE_PORTAL(114, Type.TEXT),
        DOMAIN_SEARCH(119, Type.NAMES),
        TFTP_SERVER_ADDRESS(150, Type.ADDRESSES);

        private final int code;
        private final Type type;

        Known(int code, Type type) {
            this.code = code;
            this.type = type;
        }

        private String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    private final Problems problems;
    private final SortedMap<Integer, String> found = new TreeMap<>();

    private DhcpOptions(Problems problems) {
        this.problems = problems;
    }

    /// The value of each option in hex.
    static SortedMap<Integer, String> read(Tree.Mapping options, Problems problems) {
        DhcpOptions reading = new DhcpOptions(problems);
        options.values()
                .forEach((key, value) ->
                        reading.option(key, options.keys().getOrDefault(key, options.at()), value));
        int bytes = reading.found.values().stream().mapToInt(hex -> hex.length() / 2).sum();
        if (bytes > MOST_BYTES) {
            problems.add(
                    Code.OUT_OF_RANGE,
                    options.at(),
                    "'dhcpOptions' holds %d bytes; %d fit into a reply that every client takes"
                            .formatted(bytes, MOST_BYTES),
                    Optional.empty());
        }
        return reading.found;
    }

    private void option(String key, Position at, Tree value) {
        Optional<Known> known =
                Arrays.stream(Known.values())
                        .filter(k -> k.text().equals(key) || key.equals("" + k.code))
                        .findFirst();
        if (known.isEmpty() && !key.matches("[0-9]{1,3}")) {
            problems.add(
                    Code.UNKNOWN_FIELD,
                    at,
                    "there is no DHCP option '" + key + "'",
                    Suggest.help(key, names(), "names; any other has its number"));
            return;
        }
        int code = known.map(k -> k.code).orElseGet(() -> Integer.parseInt(key));
        if (OURS.contains(code) || code > 255) {
            problems.add(
                    Code.OWN_OPTION,
                    at,
                    "DHCP option " + key + " is not free to set",
                    code > 255
                            ? "options are numbered from 1 to 254"
                            : "it follows from the Cluster's network or from the boot itself");
            return;
        }
        try {
            String hex = encoded(known.map(k -> k.type).orElse(Type.GUESSED), values(value));
            if (found.put(code, hex) != null) {
                problems.add(
                        Code.DUPLICATE_KEY,
                        at,
                        "DHCP option " + code + " is here twice",
                        Optional.empty());
            }
        } catch (IllegalArgumentException e) {
            problems.add(
                    Code.MALFORMED,
                    value.at(),
                    "DHCP option %s: %s".formatted(key, e.getMessage()),
                    Optional.empty());
        }
    }

    private static String encoded(Type type, List<String> values) {
        return switch (type) {
            case ADDRESSES -> each(values, DhcpOptions::address);
            case NAMES -> each(values, DhcpOptions::name);
            case TEXT -> one(values, DhcpOptions::text);
            case NUMBER8 -> one(values, text -> number(text, 0, 255, 1));
            case NUMBER32 -> one(values, text -> number(text, 0, 0xffffffffL, 4));
            case SIGNED32 ->
                    one(values, text -> number(text, Integer.MIN_VALUE, Integer.MAX_VALUE, 4));
            case TRUTH -> one(values, DhcpOptions::truth);
            case HEX -> one(values, DhcpOptions::hex);
            case GUESSED -> guessed(values);
        };
    }

    private static List<String> names() {
        return Arrays.stream(Known.values()).map(Known::text).toList();
    }

    private static List<String> values(Tree value) {
        return switch (value) {
            case Tree.Sequence list -> list.items().stream().map(Tree::brief).toList();
            case Tree.Mapping _, Tree.Scalar _ -> List.of(value.brief());
        };
    }

    private static String each(List<String> values, Function<String, String> encode) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("the list is empty");
        }
        return values.stream().map(encode).collect(Collectors.joining());
    }

    private static String one(List<String> values, Function<String, String> encode) {
        if (values.size() != 1) {
            throw new IllegalArgumentException("it is one value and no list");
        }
        return encode.apply(values.getFirst());
    }

    private static String address(String text) {
        return HexFormat.of().toHexDigits(Ip4.parse(text).bits());
    }

    /// As RFC 1035 writes a name: each label after its length, and an empty one at the end.
    private static String name(String text) {
        StringBuilder hex = new StringBuilder();
        for (String label : text.split("\\.", -1)) {
            if (!label.matches("[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?")) {
                throw new IllegalArgumentException("'" + text + "' is not a domain name");
            }
            hex.append(HexFormat.of().toHexDigits(label.length(), 2)).append(bytes(label));
        }
        return hex + "00";
    }

    private static String text(String text) {
        if (text.isEmpty() || !text.matches("[ -~]+")) {
            throw new IllegalArgumentException("'" + text + "' is not text in ASCII");
        }
        return bytes(text);
    }

    private static String bytes(String ascii) {
        return HexFormat.of().formatHex(ascii.getBytes(StandardCharsets.US_ASCII));
    }

    private static String number(String text, long least, long most, int bytes) {
        boolean whole = text.matches("-?[0-9]{1,10}");
        long value = whole ? Long.parseLong(text) : 0;
        if (!whole || value < least || value > most) {
            throw new IllegalArgumentException(
                    "'%s' is not a number from %d to %d".formatted(text, least, most));
        }
        return HexFormat.of().toHexDigits(value, 2 * bytes);
    }

    private static String truth(String text) {
        return switch (text) {
            case "true" -> "01";
            case "false" -> "00";
            default -> throw new IllegalArgumentException("'" + text + "' is not true or false");
        };
    }

    private static String hex(String text) {
        if (!text.matches("0x([0-9A-Fa-f]{2})+")) {
            throw new IllegalArgumentException("'" + text + "' is not bytes like 0x0a1b");
        }
        return text.substring(2).toLowerCase(Locale.ROOT);
    }

    /// Bytes if it starts with 0x, addresses if all are addresses, else text.
    private static String guessed(List<String> values) {
        if (values.size() == 1 && values.getFirst().startsWith("0x")) {
            return hex(values.getFirst());
        }
        boolean addresses = values.stream().allMatch(v -> v.matches("[0-9]+(\\.[0-9]+){3}"));
        return addresses ? each(values, DhcpOptions::address) : one(values, DhcpOptions::text);
    }
}
