package dev.bringup.model;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What the hardware must look like that answers as a machine, so that a box that was swapped is
/// not taken for it. In `vendor` and `product` `*` stands for any text and `?` for one character.
/// What is not said, of either side, speaks against nothing.
public record Match(
        Optional<String> vendor,
        Optional<String> product,
        Optional<Long> minMemory,
        Optional<Integer> minCpus) {

    public static final Match ANYTHING =
            new Match(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    /// What hardware says of itself when it boots from the network.
    public record Box(
            Optional<String> vendor,
            Optional<String> product,
            Optional<Long> memory,
            Optional<Integer> cpus) {

        public static final Box UNKNOWN =
                new Box(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

        public static Box of(Optional<String> vendor, Optional<String> product) {
            return new Box(vendor, product, Optional.empty(), Optional.empty());
        }

        public String text() {
            return Stream.of(
                            vendor,
                            product,
                            cpus.map(n -> n + " processors"),
                            memory.map(bytes -> (bytes >> 20) + " MiB"))
                    .flatMap(Optional::stream)
                    .collect(Collectors.joining(", "));
        }

        /// iPXE says whose it is, the installer what it has; both are known until another answers.
        public Box after(Box before) {
            boolean another =
                    (vendor.isPresent() && !vendor.equals(before.vendor))
                            || (product.isPresent() && !product.equals(before.product));
            return another
                    ? this
                    : new Box(
                            vendor.or(before::vendor),
                            product.or(before::product),
                            memory.or(before::memory),
                            cpus.or(before::cpus));
        }
    }

    /// What the one does not say, the other does.
    public Match or(Match other) {
        return new Match(
                vendor.or(other::vendor),
                product.or(other::product),
                minMemory.or(other::minMemory),
                minCpus.or(other::minCpus));
    }

    /// Why a box is not what this names, in words.
    public Optional<String> unlike(Box box) {
        return unlike("vendor", vendor, box.vendor)
                .or(() -> unlike("product", product, box.product))
                .or(() -> tooLittle(box))
                .or(() -> tooFew(box))
                .map(what -> "disputed: " + what);
    }

    private static Optional<String> unlike(
            String what, Optional<String> pattern, Optional<String> seen) {
        return pattern.flatMap(p ->
                seen.filter(s -> !fits(p, s))
                        .map(s ->
                                "the %s of the box is \"%s\", and match.%s is \"%s\""
                                        .formatted(what, s, what, p)));
    }

    private static boolean fits(String pattern, String text) {
        String regex = Pattern.quote(pattern).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE).matcher(text.strip()).matches();
    }

    /// Firmware and the kernel keep some of the memory for themselves, and it is not in what a
    /// kernel says that there is.
    private Optional<String> tooLittle(Box box) {
        return minMemory.flatMap(min ->
                box.memory
                        .filter(seen -> seen < min - min / 8)
                        .map(seen ->
                                "the box has %d MiB of memory, and match.minMemory is %d MiB"
                                        .formatted(seen >> 20, min >> 20)));
    }

    private Optional<String> tooFew(Box box) {
        return minCpus.flatMap(min ->
                box.cpus
                        .filter(seen -> seen < min)
                        .map(seen ->
                                "the box has %d processors, and match.minCpus is %d"
                                        .formatted(seen, min)));
    }

    /// As a plan says it.
    public String text() {
        StringBuilder all = new StringBuilder();
        vendor.ifPresent(v -> all.append(" vendor ").append(v));
        product.ifPresent(p -> all.append(" product ").append(p));
        minMemory.ifPresent(m -> all.append(" minMemory ").append(m >> 20).append("Mi"));
        minCpus.ifPresent(c -> all.append(" minCpus ").append(c));
        return all.isEmpty() ? "anything" : all.substring(1);
    }
}
