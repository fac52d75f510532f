package dev.bringup.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import dev.bringup.model.Diagnostic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Renders templates. Jinjava takes a third of a second to start, so it starts with the first
/// template and not with the program.
public final class Templates {

    private @Nullable Jinjava jinjava;

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
        Map<String, Object> bindings = new HashMap<>(values);
        bindings.put(Sandbox.STEPS, new Sandbox.Steps());
        bindings.put(FileFunction.FILES, new FileFunction.Files(files));
        RenderResult result = engine().renderForResult(template, bindings);
        // Its warnings are errors too: an unclosed tag is one of them, and would stay in the text.
        List<TemplateError> errors = result.getErrors();
        new Failures(path, template, values).diagnostics(errors).forEach(problems);
        return errors.isEmpty() ? Optional.of(result.getOutput()) : Optional.empty();
    }

    private synchronized Jinjava engine() {
        if (jinjava == null) {
            jinjava = Sandbox.open();
        }
        return jinjava;
    }
}
