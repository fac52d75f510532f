package dev.bringup.template;

import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import dev.bringup.model.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/// Renders templates. Jinjava takes a third of a second to start, so it starts with the first
/// template and not with the program.
public final class Templates {

    private final InstantSource clock;

    /// Those that render nothing now: there are never more than threads that rendered at once.
    private final Queue<Engine> engines = new ConcurrentLinkedQueue<>();

    /// The clock is for the limit on time; no template can read it.
    public Templates(InstantSource clock) {
        this.clock = clock;
    }

    /// The rendered text; empty when it could not be rendered, and then the reasons went to
    /// `problems`, each with its line in the template.
    public Optional<String> render(
            String path,
            Map<String, Object> values,
            Map<String, byte[]> files,
            Consumer<Diagnostic> problems) {
        byte[] bytes = files.get(path);
        if (bytes == null) {
            throw new IllegalArgumentException("no template " + path);
        }
        String template = new String(bytes, StandardCharsets.UTF_8);
        Optional<Diagnostic> inside = Failures.insides(path, template);
        if (inside.isPresent()) {
            problems.accept(inside.get());
            return Optional.empty();
        }
        Map<String, Object> bindings = new HashMap<>(frozen(values));
        bindings.put(Sandbox.STEPS, new Sandbox.Steps(clock));
        bindings.put(FileFunctions.FILES, new FileFunctions.Files(files));
        Engine engine = Optional.ofNullable(engines.poll()).orElseGet(Engine::new);
        RenderResult result = engine.render(template, bindings);
        // Its warnings are errors too: an unclosed tag is one of them, and would stay in the text.
        List<TemplateError> errors = result.getErrors();
        new Failures(path, template, values, engine::hasFilter)
                .diagnostics(errors)
                .forEach(problems);
        engines.add(engine);
        return errors.isEmpty() ? Optional.of(result.getOutput()) : Optional.empty();
    }

    /// Values that no template can change: all machines of a profile see the same ones.
    private static Map<String, Object> frozen(Map<String, Object> values) {
        Map<String, Object> frozen = new LinkedHashMap<>();
        values.forEach((key, value) -> frozen.put(key, frozen(value)));
        return Collections.unmodifiableMap(frozen);
    }

    @SuppressWarnings("unchecked") // every map in here has text as keys
    private static Object frozen(Object value) {
        return switch (value) {
            case Map<?, ?> map -> frozen((Map<String, Object>) map);
            case List<?> list -> list.stream().map(Templates::frozen).toList();
            default -> value;
        };
    }
}
