package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import dev.bringup.model.Diagnostic.Position;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds secrets that stand in the clear, in every text file: Git forgets nothing, and a template
/// is served to machines. What was found is not printed again.
final class ClearSecrets {

    private static final Pattern PRIVATE_KEY =
            Pattern.compile("-----BEGIN [A-Z0-9 ]*PRIVATE KEY|\\bAGE-SECRET-KEY-1[A-Z0-9]{20,}");
    private static final Pattern BLOCK = Pattern.compile("-----(BEGIN|END) [A-Z0-9 ]+-----");
    private static final Pattern TOKEN =
            Pattern.compile(
                    "\\bgh[pousr]_[A-Za-z0-9]{36}\\b|\\bgithub_pat_[A-Za-z0-9_]{22,}|"
                            + "\\bglpat-[A-Za-z0-9_-]{20,}|\\bAKIA[0-9A-Z]{16}\\b|"
                            + "\\bxox[abprs]-[A-Za-z0-9-]{10,}|"
                            + "\\beyJ[\\w-]{8,}\\.eyJ[\\w-]{8,}\\.[\\w-]+|"
                            + "(?<=token[ =:]{1,3}[\"']?)[a-z0-9]{6}\\.[a-z0-9]{16}\\b");
    private static final Pattern PASSWORD =
            Pattern.compile(
                    "(?i)(?:password|passwd|passphrase|(?<!pull)secret|token|"
                            + "(?:api|access|secret|private)[_-]?key)[\"']?\\s*[:=]\\s*[\"']?"
                            + "(?<value>[^\\s\"'#,{}\\[\\]]{6,})[\"']?\\s*(?:[#,}].*)?$");
    private static final Pattern NO_PASSWORD =
            Pattern.compile(
                    "(?i)[$%<|>/.*&].*|true|false|null|https?:.*|ENC\\[.*|"
                            + "grub\\.pbkdf2.*|.*\\$\\(.*");
    private static final Pattern DENSE =
            Pattern.compile("(?<![\\w+/=.:@%$-])[A-Za-z0-9+/_-]{32,}={0,2}(?![\\w+/=.:@%-])");

    /// Of 64 letters, a random text of 32 has about 4.7 bits in each; names and paths have fewer.
    private static final double RANDOM = 4.4;

    private static final int LONGEST_LINE = 4096;

    private record Find(Code code, int from, int to) {}

    private final Problems problems;
    private final Set<String> harmless;

    private ClearSecrets(Problems problems, Set<String> harmless) {
        this.problems = problems;
        this.harmless = harmless;
    }

    static Problems scan(SortedMap<String, byte[]> files) {
        Problems all = new Problems();
        // Most lines of a fleet's files are the same, and are looked at once.
        Set<String> harmless = ConcurrentHashMap.newKeySet();
        files.entrySet().parallelStream()
                .map(file -> {
                    Problems problems = new Problems();
                    new ClearSecrets(problems, harmless).scan(file.getKey(), file.getValue());
                    return problems;
                })
                .forEachOrdered(all::addAll);
        return all;
    }

    private void scan(String path, byte[] bytes) {
        String text = new String(bytes, StandardCharsets.UTF_8);
        if (text.indexOf('\0') < 0) {
            scan(path, SourceText.lines(text));
        }
    }

    private void scan(String path, List<String> lines) {
        boolean published = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() < 8 || line.length() > LONGEST_LINE) {
                continue;
            }
            Matcher block = BLOCK.matcher(line);
            if (line.contains("-----") && block.find() && !line.contains("PRIVATE")) {
                published = block.group(1).equals("BEGIN");
            }
            if (published || harmless.contains(line)) {
                continue;
            }
            Optional<Find> found = find(line);
            if (found.isPresent()) {
                report(found.get(), new Position(path, i + 1, found.get().from + 1), line);
            } else {
                harmless.add(line);
            }
        }
    }

    private void report(Find found, Position at, String line) {
        String masked = line.substring(0, found.from) + "***" + line.substring(found.to);
        problems.add(
                new Diagnostic(
                        found.code.severity(),
                        found.code.text(),
                        at,
                        said(found.code),
                        Optional.of(
                                found.code == Code.LOOKS_SECRET
                                        ? "if it is one, keep it outside and refer to it"
                                        : "change it where it is used, then refer to it instead"),
                        masked));
    }

    private static String said(Code code) {
        return switch (code) {
            case PRIVATE_KEY -> "a private key stands here in the clear";
            case TOKEN -> "a token stands here in the clear";
            case PASSWORD -> "a password stands here in the clear";
            case Code _ -> "this text is as random as a secret";
        };
    }

    private static Optional<Find> find(String line) {
        Matcher key = PRIVATE_KEY.matcher(line);
        if (key.find()) {
            return Optional.of(new Find(Code.PRIVATE_KEY, key.start(), line.length()));
        }
        Matcher token = TOKEN.matcher(line);
        if (token.find()) {
            return Optional.of(new Find(Code.TOKEN, token.start(), token.end()));
        }
        Matcher password = PASSWORD.matcher(line);
        boolean assigns = line.indexOf(':') >= 0 || line.indexOf('=') >= 0;
        if (assigns && password.find() && !NO_PASSWORD.matcher(password.group("value")).matches()) {
            return Optional.of(
                    new Find(Code.PASSWORD, password.start("value"), password.end("value")));
        }
        return dense(line);
    }

    private static Optional<Find> dense(String line) {
        Matcher dense = DENSE.matcher(line);
        while (line.length() >= 32 && dense.find()) {
            String text = dense.group();
            // Public keys of OpenSSH and digests of web pages start like this.
            boolean known = text.matches("(AAAA|sha\\d+-).*");
            boolean mixed =
                    text.matches(".*[a-z].*")
                            && text.matches(".*[A-Z].*")
                            && text.matches(".*\\d.*");
            if (!known && mixed && bits(text) >= RANDOM) {
                return Optional.of(new Find(Code.LOOKS_SECRET, dense.start(), dense.end()));
            }
        }
        return Optional.empty();
    }

    /// Shannon's entropy of one letter of this text.
    static double bits(String text) {
        int[] counts = new int[128];
        text.chars().forEach(c -> counts[c & 127]++);
        double bits = 0;
        for (int count : counts) {
            double share = count / (double) text.length();
            bits -= count == 0 ? 0 : share * Math.log(share) / Math.log(2);
        }
        return bits;
    }
}
