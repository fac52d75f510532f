package dev.bringup.app;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.encoder.LayoutWrappingEncoder;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.slf4j.LoggerFactory;

/// Where the log goes: to a file beside what it is about, or to standard error.
final class Logs {

    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}: %msg%n";

    /// Under which name logback's context holds it: the log is set up before there is a mask.
    private static final String MASK = "bringup mask";

    private record Mask(UnaryOperator<String> hide) {}

    private Logs() {}

    /// Takes out of every line, also of libraries, what must not be shown.
    static void hide(UnaryOperator<String> with) {
        ((LoggerContext) LoggerFactory.getILoggerFactory()).putObject(MASK, new Mask(with));
    }

    private static final class Masked extends PatternLayout {
        @Override
        public String doLayout(ILoggingEvent event) {
            String line = super.doLayout(event);
            return getContext().getObject(MASK) instanceof Mask(UnaryOperator<String> hide)
                    ? hide.apply(line)
                    : line;
        }
    }

    static void toFile(Path file) {
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setFile(file.toString());
        use(appender);
    }

    static void toStandardError() {
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setTarget("System.err");
        use(appender);
    }

    private static void use(OutputStreamAppender<ILoggingEvent> appender) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        Masked layout = new Masked();
        layout.setContext(context);
        layout.setPattern(PATTERN);
        layout.start();
        LayoutWrappingEncoder<ILoggingEvent> encoder = new LayoutWrappingEncoder<>();
        encoder.setContext(context);
        encoder.setLayout(layout);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        ch.qos.logback.classic.Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.detachAndStopAllAppenders();
        root.addAppender(appender);
        root.setLevel(Level.INFO);
        // They tell every connection that ends and every key exchange at this level.
        context.getLogger("net.schmizz").setLevel(Level.ERROR);
        context.getLogger("org.apache.sshd").setLevel(Level.ERROR);
        // Its hint about broadcasts is for sockets on a real segment; ours there is a wildcard one.
        context.getLogger("io.netty.channel.AbstractChannel").setLevel(Level.ERROR);
    }
}
