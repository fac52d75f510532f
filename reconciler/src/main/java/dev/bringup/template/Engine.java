package dev.bringup.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.InterpretException;
import com.hubspot.jinjava.interpret.InvalidArgumentException;
import com.hubspot.jinjava.interpret.InvalidInputException;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.interpret.TemplateSyntaxException;
import java.util.Map;

/// Renders one template after the other. Jinjava itself copies all its filters, functions and tags
/// for each rendering, since it may be asked by many threads; that takes longer than to render.
final class Engine {

    private final Jinjava jinjava = Sandbox.open();

    boolean hasFilter(String name) {
        return jinjava.getGlobalContext().getFilter(name) != null;
    }

    RenderResult render(String template, Map<String, Object> bindings) {
        Context ground = jinjava.getGlobalContext();
        Context context = new Context(ground, bindings, Sandbox.OFF);
        JinjavaInterpreter interpreter =
                new JinjavaInterpreter(jinjava, context, jinjava.getGlobalConfig());
        try (AutoCloseable _ = JinjavaInterpreter.closeablePushCurrent(interpreter).get()) {
            return new RenderResult(
                    interpreter.render(template), context, interpreter.getErrorsCopy());
        } catch (Exception failure) {
            return new RenderResult(error(failure), context, interpreter.getErrorsCopy());
        } finally {
            // What a rendering leaves with its parent, so that the next one starts as this one did.
            ground.reset();
            ground.getScope().clear();
        }
    }

    private static TemplateError error(Exception failure) {
        return switch (failure) {
            case TemplateSyntaxException syntax -> TemplateError.fromException(syntax);
            case InterpretException other -> TemplateError.fromSyntaxError(other);
            case InvalidArgumentException argument ->
                    TemplateError.fromInvalidArgumentException(argument);
            case InvalidInputException input -> TemplateError.fromInvalidInputException(input);
            default -> TemplateError.fromException(failure);
        };
    }
}
