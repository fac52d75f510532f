package dev.bringup.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/// Looks for a secret everywhere where a lab leaves traces: pages, events, files, and the log
/// before anything is masked in it.
final class Leaks implements AutoCloseable {

    private static final List<String> PAGES =
            List.of(
                    "/",
                    "/metrics",
                    "/api/v1/status",
                    "/api/v1/machines",
                    "/api/v1/machines/node-01",
                    "/api/v1/held",
                    "/api/v1/plan",
                    "/api/v1/fleet",
                    "/api/v1/attempts");

    /// The program's, and the consoles of the machines.
    private final List<Logger> loggers =
            Stream.of("dev.bringup", "machine")
                    .map(name -> (Logger) LoggerFactory.getLogger(name))
                    .toList();

    private final ListAppender<ILoggingEvent> heard = new ListAppender<>();

    /// From now on, and in detail that the terminal need not show.
    Leaks() {
        heard.start();
        for (Logger logger : loggers) {
            logger.addAppender(heard);
            logger.setLevel(Level.DEBUG);
            logger.setAdditive(false);
        }
    }

    List<String> placesOf(String secret, LabBench lab) throws IOException {
        TreeSet<String> places = new TreeSet<>();
        PAGES.stream().filter(page -> lab.text(page).contains(secret)).forEach(places::add);
        if (lab.story().contains(secret)) {
            places.add("events");
        }
        if (hasHeard(secret)) {
            places.add("log");
        }
        Path home = lab.home.folder();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (new String(Files.readAllBytes(file), ISO_8859_1).contains(secret)) {
                    places.add(home.relativize(file).toString());
                }
            }
        }
        return List.copyOf(places);
    }

    boolean hasHeard(String text) {
        return List.copyOf(heard.list).stream()
                .anyMatch(event -> event.getFormattedMessage().contains(text));
    }

    @Override
    public void close() {
        for (Logger logger : loggers) {
            logger.setAdditive(true);
            logger.setLevel(null);
            logger.detachAppender(heard);
        }
    }
}
