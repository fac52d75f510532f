package dev.bringup.netboot.dns;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A name as its labels; each character of a label is one octet. Two names that differ in case are
/// the same to DNS and two values here: see [#folded].
public record DnsName(List<String> labels) {

    public static final DnsName ROOT = new DnsName(List.of());

    static final int LONGEST_LABEL = 63;
    static final int LONGEST = 255;

    public DnsName {
        labels = List.copyOf(labels);
        int octets = 1;
        for (String label : labels) {
            if (label.isEmpty()
                    || label.length() > LONGEST_LABEL
                    || label.chars().anyMatch(c -> c > 255)) {
                throw new IllegalArgumentException("'" + label + "' is not a label");
            }
            octets += 1 + label.length();
        }
        if (octets > LONGEST) {
            throw new IllegalArgumentException(octets + " octets are too many for a name");
        }
    }

    /// Of text without escapes; empty where that is not a name.
    public static Optional<DnsName> parse(String text) {
        try {
            return Optional.of(new DnsName(Arrays.asList(text.split("\\.", -1))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// In lower case, as names are compared: ASCII letters only.
    public DnsName folded() {
        return new DnsName(labels.stream().map(DnsName::folded).toList());
    }

    private static String folded(String label) {
        StringBuilder out = new StringBuilder(label);
        for (int i = 0; i < out.length(); i++) {
            char c = out.charAt(i);
            if (c >= 'A' && c <= 'Z') {
                out.setCharAt(i, (char) (c + 32));
            }
        }
        return out.toString();
    }

    /// The name below this one; empty if it would be too long.
    public Optional<DnsName> child(String label) {
        List<String> all = new ArrayList<>(List.of(label));
        all.addAll(labels);
        try {
            return Optional.of(new DnsName(all));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Its last `count` labels.
    public DnsName last(int count) {
        return new DnsName(labels.subList(labels.size() - count, labels.size()));
    }

    public int size() {
        return labels.size();
    }

    public boolean isWithin(DnsName zone) {
        return size() >= zone.size() && last(zone.size()).equals(zone);
    }

    /// As zone files write it.
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        for (String label : labels) {
            label.chars().forEach(c -> escaped(out, (char) c));
            out.append('.');
        }
        return out.isEmpty() ? "." : out.toString();
    }

    private static void escaped(StringBuilder out, char c) {
        if (c <= ' ' || c > '~') {
            out.append(String.format("\\%03d", (int) c));
        } else if (".\\\"();@$".indexOf(c) >= 0) {
            out.append('\\').append(c);
        } else {
            out.append(c);
        }
    }
}
