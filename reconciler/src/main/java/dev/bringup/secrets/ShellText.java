package dev.bringup.secrets;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A script up to one place: whether a value there stands in quotes, in a here-document or alone,
/// and how it must be written to be that value and nothing more.
final class ShellText {

    private static final Pattern HERE =
            Pattern.compile("<<(-?)[ \\t]*(['\"\\\\]?)([A-Za-z_][\\w.-]*)");

    private enum Within {
        NOTHING,
        SINGLE,
        DOUBLE,
        COMMENT,
        /// The shell fills in variables there.
        DOCUMENT,
        QUOTED_DOCUMENT
    }

    private Within within = Within.NOTHING;
    private Within document = Within.NOTHING;
    private String end = "";

    private ShellText() {}

    static String place(String script, int at, String value) {
        ShellText text = new ShellText();
        for (int i = 0; i < at; ) {
            i = text.step(script, i);
        }
        return switch (text.within) {
            case NOTHING -> "'" + value.replace("'", "'\\''") + "'";
            case SINGLE -> value.replace("'", "'\\''");
            case DOUBLE -> value.replaceAll("[\\\\\"$`]", "\\\\$0");
            case COMMENT -> value.replace('\n', ' ');
            case DOCUMENT -> value.replaceAll("[\\\\$`]", "\\\\$0");
            case QUOTED_DOCUMENT -> value;
        };
    }

    /// Takes what stands at `i` and says where to go on.
    private int step(String script, int i) {
        char c = script.charAt(i);
        switch (within) {
            case NOTHING -> {
                return plain(script, i, c);
            }
            case SINGLE -> within = c == '\'' ? Within.NOTHING : within;
            case DOUBLE -> {
                within = c == '"' ? Within.NOTHING : within;
                return c == '\\' ? i + 2 : i + 1;
            }
            case COMMENT -> {
                if (c == '\n') {
                    within = Within.NOTHING;
                    return lineEnd(i);
                }
            }
            case DOCUMENT, QUOTED_DOCUMENT -> {
                int next = script.indexOf('\n', i);
                String line = script.substring(i, next < 0 ? script.length() : next);
                within = line.strip().equals(end) ? Within.NOTHING : within;
                // A hole in this line is met before its end.
                return next < 0 ? script.length() : next + 1;
            }
        }
        return i + 1;
    }

    private int plain(String script, int i, char c) {
        Matcher here = HERE.matcher(script).region(i, script.length());
        if (here.lookingAt() && !script.startsWith("<<<", i)) {
            document = here.group(2).isEmpty() ? Within.DOCUMENT : Within.QUOTED_DOCUMENT;
            end = here.group(3);
            return here.end() + here.group(2).length();
        }
        boolean starts = i == 0 || Character.isWhitespace(script.charAt(i - 1));
        switch (c) {
            case '\\' -> {
                return i + 2;
            }
            case '\'' -> within = Within.SINGLE;
            case '"' -> within = Within.DOUBLE;
            case '#' -> within = starts ? Within.COMMENT : within;
            case '\n' -> {
                return lineEnd(i);
            }
            default -> {}
        }
        return i + 1;
    }

    /// Where a document was announced, it begins with the next line.
    private int lineEnd(int i) {
        within = document;
        document = Within.NOTHING;
        return i + 1;
    }
}
