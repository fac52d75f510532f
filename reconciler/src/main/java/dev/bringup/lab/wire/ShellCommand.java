package dev.bringup.lab.wire;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executor;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.jspecify.annotations.Nullable;

/// One command line on an SSH channel.
final class ShellCommand implements Command {

    private final String line;
    private final ShellSession shell;
    private final Executor executor;
    private @Nullable InputStream input;
    private @Nullable OutputStream output;
    private @Nullable OutputStream errors;
    private @Nullable ExitCallback exit;

    ShellCommand(String line, ShellSession shell, Executor executor) {
        this.line = line;
        this.shell = shell;
        this.executor = executor;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        executor.execute(this::run);
    }

    private void run() {
        ShellSession.Result result =
                line.contains("cat > ") ? shell.take(line, input()) : shell.run(script());
        try {
            write(output, result.output());
            write(errors, result.errors());
        } catch (IOException _) {
            // Who asked is gone.
        }
        if (exit != null) {
            exit.onExit(result.status());
        }
    }

    /// `sh -s` runs what comes in.
    private String script() {
        return line.endsWith("sh -s") ? input() : line;
    }

    private String input() {
        try {
            return input == null ? "" : new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException _) {
            return "false";
        }
    }

    private static void write(@Nullable OutputStream stream, String text) throws IOException {
        if (stream != null) {
            stream.write(text.getBytes(StandardCharsets.UTF_8));
            stream.flush();
        }
    }

    @Override
    public void setInputStream(InputStream stream) {
        input = stream;
    }

    @Override
    public void setOutputStream(OutputStream stream) {
        output = stream;
    }

    @Override
    public void setErrorStream(OutputStream stream) {
        errors = stream;
    }

    @Override
    public void setExitCallback(ExitCallback callback) {
        exit = callback;
    }

    @Override
    public void destroy(ChannelSession channel) {}
}
