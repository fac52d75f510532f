package dev.bringup.app;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.LayoutBase;
import dev.bringup.cli.LogFormat;
import dev.bringup.view.Json;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.event.KeyValuePair;

/// An event of the log as one line, however many its message has: whoever cuts a log at its lines
/// gets events. What is about a machine names it, and the commit that it is kept to.
final class LogLine extends LayoutBase<ILoggingEvent> {

    static final String MACHINE = "machine";
    static final String COMMIT = "commit";

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private final LogFormat format;

    /// What logback's context holds: the log is set up before there is a mask, or a fleet.
    record Mask(UnaryOperator<String> hide) {
        static final String NAME = "bringup mask";
    }

    /// Which commit a machine is kept to.
    record Commits(Function<String, Optional<String>> of) {
        static final String NAME = "bringup commits";
    }

    LogLine(LogFormat format) {
        this.format = format;
    }

    @Override
    public String doLayout(ILoggingEvent event) {
        String line =
                switch (format) {
                    case TEXT -> text(event);
                    case JSON -> json(event);
                };
        return (getContext().getObject(Mask.NAME) instanceof Mask(UnaryOperator<String> hide)
                        ? hide.apply(line)
                        : line)
                + "\n";
    }

    private String text(ILoggingEvent event) {
        StringBuilder line =
                new StringBuilder()
                        .append(time(event))
                        .append(' ')
                        .append(String.format(Locale.ROOT, "%-5s", event.getLevel()))
                        .append(' ')
                        .append(event.getLoggerName().replaceFirst(".*\\.", ""))
                        .append(": ")
                        .append(flat(event.getFormattedMessage()));
        keys(event)
                .forEach((key, value) ->
                        line.append(' ').append(key).append('=').append(quoted(value)));
        return line.toString();
    }

    private String json(ILoggingEvent event) {
        Map<String, String> all = new LinkedHashMap<>();
        all.put("time", time(event));
        all.put("level", event.getLevel().toString().toLowerCase(Locale.ROOT));
        all.put("logger", event.getLoggerName());
        all.put("message", event.getFormattedMessage());
        all.putAll(keys(event));
        return Json.of(all);
    }

    private static String time(ILoggingEvent event) {
        return TIME.format(Instant.ofEpochMilli(event.getTimeStamp()));
    }

    private Map<String, String> keys(ILoggingEvent event) {
        Map<String, String> keys = new TreeMap<>(event.getMDCPropertyMap());
        List<KeyValuePair> own = event.getKeyValuePairs();
        if (own != null) {
            own.forEach(pair -> keys.put(pair.key, String.valueOf(pair.value)));
        }
        Optional.ofNullable(keys.get(MACHINE))
                .filter(_ -> !keys.containsKey(COMMIT))
                .flatMap(this::commit)
                .ifPresent(commit -> keys.put(COMMIT, commit));
        if (event.getThrowableProxy() != null) {
            keys.put("error", ThrowableProxyUtil.asString(event.getThrowableProxy()));
        }
        return keys;
    }

    private Optional<String> commit(String machine) {
        return getContext().getObject(Commits.NAME)
                        instanceof Commits(Function<String, Optional<String>> of)
                ? of.apply(machine)
                : Optional.empty();
    }

    private static String flat(String text) {
        return text.strip().replace("\r", "").replace("\n", "\\n");
    }

    private static String quoted(String value) {
        return value.matches("[^\\s\"=]+")
                ? value
                : '"' + flat(value).replace("\"", "\\\"").replace("\t", " ") + '"';
    }
}
