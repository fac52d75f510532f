package dev.bringup.manifest;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// "Did you mean": the known word that is nearest to what was written.
final class Suggest {

    private Suggest() {}

    static Optional<String> nearest(String written, Collection<String> known) {
        int reach = written.length() <= 3 ? 1 : 2;
        return known.stream()
                .filter(word -> distance(written, word) <= reach)
                .min(
                        Comparator.comparingInt((String word) -> distance(written, word))
                                .thenComparingInt(word -> -common(written, word))
                                .thenComparing(word -> word));
    }

    /// How much of both is the same from the start: the end is where fingers slip.
    private static int common(String a, String b) {
        int length = 0;
        while (length < Math.min(a.length(), b.length()) && a.charAt(length) == b.charAt(length)) {
            length++;
        }
        return length;
    }

    /// A help line: the nearest word, or all of them when there are few.
    static Optional<String> help(String written, Collection<String> known, String plural) {
        if (known.isEmpty()) {
            return Optional.of("there are no " + plural);
        }
        List<String> sorted = known.stream().sorted().toList();
        return Optional.of(
                nearest(written, known)
                        .map(word -> "did you mean '" + word + "'?")
                        .orElseGet(() -> plural + " are " + listed(sorted)));
    }

    private static String listed(List<String> sorted) {
        int shown = 20;
        return sorted.size() <= shown
                ? String.join(", ", sorted)
                : String.join(", ", sorted.subList(0, shown))
                        + " and "
                        + (sorted.size() - shown)
                        + " more";
    }

    /// Edits between two words, ignoring case; two letters that changed places are one edit.
    static int distance(String a, String b) {
        String from = a.toLowerCase(java.util.Locale.ROOT);
        String to = b.toLowerCase(java.util.Locale.ROOT);
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                cost[i][j] = Math.min(i, j) == 0 ? Math.max(i, j) : cheapest(cost, from, to, i, j);
            }
        }
        return cost[from.length()][to.length()];
    }

    private static int cheapest(int[][] cost, String from, String to, int i, int j) {
        int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
        int best =
                Math.min(cost[i - 1][j - 1] + change, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
        boolean swapped =
                i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
        return swapped ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
