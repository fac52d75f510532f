package dev.bringup.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import dev.bringup.cli.LogFormat;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/// Where the log goes: to a file beside what it is about, or to standard error. How much it says
/// may be changed while it is written.
final class Logs {

    /// What we say ourselves.
    private static final String OURS = "dev.bringup";

    /// What happens to machines, line by line.
    static final String EVENTS = "bringup";

    private Logs() {}

    private static LoggerContext context() {
        return (LoggerContext) LoggerFactory.getILoggerFactory();
    }

    /// Takes out of every line, also of libraries, what must not be shown.
    static void hide(UnaryOperator<String> with) {
        context().putObject(LogLine.Mask.NAME, new LogLine.Mask(with));
    }

    /// Which commit a machine is kept to.
    static void commits(Function<String, Optional<String>> of) {
        context().putObject(LogLine.Commits.NAME, new LogLine.Commits(of));
    }

    static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        use(appender, LogFormat.TEXT);
    }

    static void toStandardError(LogFormat format) {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        use(appender, format);
    }

    private static void use(OutputStreamAppender<ILoggingEvent> appender, LogFormat format) {
        LoggerContext context = context();
        LogLine layout = new LogLine(format);
        layout.setContext(context);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        // They tell every connection that ends and every key exchange at this level.
        context.getLogger("net.schmizz").setLevel(Level.ERROR);
        context.getLogger("org.apache.sshd").setLevel(Level.ERROR);
        // Its hint about broadcasts is for sockets on a real segment; ours there is a wildcard one.
        context.getLogger("io.netty.channel.AbstractChannel").setLevel(Level.ERROR);
    }

    /// Sets levels by what is named: nothing for all that is ours, a package of ours as `power`, or
    /// any logger in full. Nothing is changed when a level is unknown. Says all that are set then.
    static Map<String, String> levels(Map<String, String> changes) {
        Map<String, Level> wanted = new TreeMap<>();
        changes.forEach((name, level) -> {
            Level known = check(level);
            if (name.isEmpty()) {
                wanted.put(EVENTS, known);
                wanted.put(OURS, known);
            } else {
                wanted.put(full(name), known);
            }
        });
        wanted.forEach((name, level) -> {
            context().getLogger(name).setLevel(level);
            LoggerFactory.getLogger(Logs.class)
                    .info("{} logs from {} on", name, level.toString().toLowerCase(Locale.ROOT));
        });
        TreeMap<String, String> all = new TreeMap<>();
        for (Logger logger : context().getLoggerList()) {
            if (logger.getLevel() != null) {
                all.put(logger.getName(), logger.getLevel().toString().toLowerCase(Locale.ROOT));
            }
        }
        return all;
    }

    /// The level of this name, or one sentence.
    static Level check(String level) {
        Level known = Level.toLevel(level, null);
        if (known == null) {
            throw new IllegalArgumentException(
                    "'%s' is no level; there are error, warn, info, debug, trace and off"
                            .formatted(level));
        }
        return known;
    }

    /// A package of ours needs no prefix.
    private static String full(String name) {
        return name.contains(".") || name.equals(EVENTS) || name.equals("ROOT")
                ? name
                : OURS + "." + name;
    }
}
