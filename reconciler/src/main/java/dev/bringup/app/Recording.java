package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RecordOptions;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// `bringup record`: fetches a bundle of the flight recorder.
record Recording(RecordOptions options, PrintStream out) {

    int run() throws Failure {
        Caller caller = Caller.to(options.daemon);
        String token = ApiToken.of(options.token);
        HttpResponse<byte[]> answer =
                caller.bytes(
                        "/api/v1/machines/%s/record?attempt=%s"
                                .formatted(
                                        Caller.segment(options.machine),
                                        Caller.segment(options.attempt)),
                        token);
        switch (answer.statusCode()) {
            case 200 -> save(answer);
            case 404 -> throw new Failure(Exit.WRONG_INPUT, said(answer));
            default -> throw caller.refusal(options.token, answer.statusCode(), said(answer));
        }
        return Exit.FINE;
    }

    private static String said(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8).strip();
    }

    private void save(HttpResponse<byte[]> answer) throws Failure {
        Path file = Optional.ofNullable(options.file).orElseGet(() -> Path.of(name(answer)));
        try {
            Files.write(file, answer.body());
        } catch (IOException e) {
            throw new Failure(Exit.WRONG_INPUT, "cannot write " + file);
        }
        Printed.words(options.form, out)
                .printf("%s, %d KB%n", file, (answer.body().length + 1023) / 1024);
        Printed.answer(
                options.form, out, Map.of("file", file.toString(), "bytes", answer.body().length));
    }

    /// As the reconciler calls it, but never elsewhere than here.
    private String name(HttpResponse<byte[]> answer) {
        return answer.headers()
                .firstValue("Content-Disposition")
                .map(text -> text.replaceFirst("^.*filename=\"([\\w.-]+)\".*$", "$1"))
                .filter(name -> name.matches("[\\w-][\\w.-]*\\.tar\\.gz"))
                .orElse(options.machine + ".tar.gz");
    }
}
