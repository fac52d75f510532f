package dev.bringup.lab.wire;

import java.util.ArrayList;
import java.util.List;

/// Splits shell text into commands and commands into words: quotes, backslashes, comments,
/// redirections, and the operators `;`, `&`, `|` and their doubles. No variables, no globs.
final class ShellWords {

    private final String text;
    private final List<List<String>> commands = new ArrayList<>();
    private final List<String> operators = new ArrayList<>();
    private final StringBuilder word = new StringBuilder();
    private List<String> words = new ArrayList<>();
    private boolean inWord;
    private int at;

    private ShellWords(String text) {
        this.text = text;
    }

    /// A command, and how it is joined to the one before: `;`, `&&` or `||`.
    record Part(String joint, List<String> words) {}

    static List<List<String>> commands(String text) {
        return new ShellWords(text).split().commands;
    }

    static List<Part> parts(String text) {
        ShellWords split = new ShellWords(text).split();
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < split.commands.size(); i++) {
            parts.add(new Part(split.operators.get(i), split.commands.get(i)));
        }
        return parts;
    }

    private ShellWords split() {
        String joint = ";";
        while (at < text.length()) {
            char c = text.charAt(at++);
            switch (c) {
                case '\'' -> quoted('\'');
                case '"' -> quoted('"');
                case '\\' -> escaped();
                case '#' -> {
                    if (inWord) {
                        word.append(c);
                    } else {
                        skipLine();
                    }
                }
                case ' ', '\t', '\r' -> endWord();
                case '\n', ';', '&', '|' -> {
                    if (isRedirection(c)) {
                        word.append(c);
                        continue;
                    }
                    endCommand(joint);
                    joint = operator(c);
                }
                default -> {
                    word.append(c);
                    inWord = true;
                }
            }
        }
        endCommand(joint);
        return this;
    }

    /// The ampersand of `2>&1`.
    private boolean isRedirection(char c) {
        return c == '&' && !word.isEmpty() && word.charAt(word.length() - 1) == '>';
    }

    private String operator(char c) {
        if ((c == '&' || c == '|') && at < text.length() && text.charAt(at) == c) {
            at++;
            return c == '&' ? "&&" : "||";
        }
        return ";";
    }

    private void quoted(char quote) {
        inWord = true;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == quote) {
                return;
            }
            boolean escape =
                    quote == '"'
                            && c == '\\'
                            && at < text.length()
                            && "\"\\$`\n".indexOf(text.charAt(at)) >= 0;
            word.append(escape ? text.charAt(at++) : c);
        }
    }

    private void escaped() {
        if (at < text.length()) {
            char c = text.charAt(at++);
            if (c != '\n') {
                word.append(c);
                inWord = true;
            }
        }
    }

    private void skipLine() {
        while (at < text.length() && text.charAt(at) != '\n') {
            at++;
        }
    }

    private void endWord() {
        if (inWord) {
            words.add(word.toString());
            word.setLength(0);
            inWord = false;
        }
    }

    private void endCommand(String joint) {
        endWord();
        if (!words.isEmpty()) {
            commands.add(List.copyOf(words));
            operators.add(joint);
            words = new ArrayList<>();
        }
    }
}
