package dev.bringup.lab.sim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// The program with a bug in it, beside the one without: its sources are compiled with the mistake
/// in them, and the simulation runs on that.
final class Planted implements AutoCloseable {

    private static final Path SOURCES = Path.of("src/main/java/dev/bringup");

    private final Bug bug;
    private final URLClassLoader loader;
    private final Object test;
    private final Method story;

    Planted(Bug bug, Path folder) throws IOException, ReflectiveOperationException {
        this.bug = bug;
        compile(bug, folder);
        loader = new Program(folder);
        Class<?> type = loader.loadClass("dev.bringup.lab.sim." + bug.story().test());
        Constructor<?> maker = type.getDeclaredConstructor();
        maker.setAccessible(true);
        test = maker.newInstance();
        story =
                Stream.of(type.getDeclaredMethods())
                        .filter(method -> method.getName().equals(bug.story().method()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + bug.story()));
        story.setAccessible(true);
    }

    /// What went wrong with this seed, if anything did.
    Optional<String> play(long seed) throws ReflectiveOperationException {
        try {
            story.invoke(
                    test, story.getParameterCount() == 0 ? new Object[0] : new Object[] {seed});
            return Optional.empty();
        } catch (InvocationTargetException e) {
            Throwable first = e.getCause();
            while (first.getCause() != null) {
                first = first.getCause();
            }
            return Optional.of(String.valueOf(first.getMessage()).lines().findFirst().orElse(""));
        }
    }

    private static void compile(Bug bug, Path folder) throws IOException {
        Map<String, String> sources = new LinkedHashMap<>();
        for (Bug.Edit edit : bug.edits()) {
            String source =
                    sources.containsKey(edit.file())
                            ? sources.get(edit.file())
                            : Files.readString(SOURCES.resolve(edit.file() + ".java"));
            assertEquals(
                    2,
                    source.split(Pattern.quote(edit.right()), -1).length,
                    bug.name() + ": what it changes is no longer there once: " + edit.right());
            sources.put(edit.file(), source.replace(edit.right(), edit.wrong()));
        }
        Path wrong = Files.createDirectories(folder.resolve("src"));
        List<Path> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            Path file = wrong.resolve(source.getKey() + ".java");
            Files.createDirectories(file.getParent());
            files.add(Files.writeString(file, source.getValue()));
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter told = new StringWriter();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            boolean done =
                    compiler.getTask(
                                    told,
                                    manager,
                                    null,
                                    List.of(
                                            "-proc:none",
                                            "-d",
                                            folder.toString(),
                                            "-cp",
                                            System.getProperty("java.class.path")),
                                    null,
                                    manager.getJavaFileObjectsFromPaths(files))
                            .call();
            assertTrue(done, () -> bug.name() + " does not compile: " + told);
        }
    }

    /// Everything of ours anew, with the mistake first; libraries as they are.
    private static final class Program extends URLClassLoader {

        Program(Path first) {
            super(
                    new URL[] {
                        url(first),
                        url(Path.of("target/classes")),
                        url(Path.of("target/test-classes"))
                    },
                    Planted.class.getClassLoader());
        }

        private static URL url(Path folder) {
            try {
                return folder.toAbsolutePath().toUri().toURL();
            } catch (MalformedURLException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith("dev.bringup.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                return known == null ? findClass(name) : known;
            }
        }
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }

    @Override
    public String toString() {
        return bug.name();
    }
}
