package dev.bringup.manifest;

import dev.bringup.model.Diagnostic;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Renders one template of the repository; `app` passes it in. Empty when it could not, and then
/// the reasons went to `problems`. Several threads call it at once.
@FunctionalInterface
public interface Renderer {
    Optional<String> render(
            String path,
            Map<String, Object> values,
            Map<String, byte[]> files,
            Consumer<Diagnostic> problems);
}
