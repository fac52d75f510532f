package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a user meets first: mistakes on the command line, and ports that are taken.
@Timeout(60)
class CommandReal {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2 | lab --data-dir FOLDER/file/lab | bringup: cannot make the data directory"
                        + " FOLDER/file/lab",
                "2 | lab --data-dir /proc | bringup: cannot write to the data directory /proc",
                "2 | lab --fast | bringup: unknown option: '--fast'",
                "2 | lab --machines many | bringup: invalid value for option '--machines': 'many'"
                        + " is not an int",
                "2 | lab --machines 0 | bringup: --machines is 1 to 247",
                "2 | run | bringup: say which repository: --repo URL",
                "2 | run --repo file:///nowhere --kubeconfig FOLDER/file --data-dir FOLDER/lab"
                        + " --address 127.77.0.1 | bringup: there is no Git repository at"
                        + " file:///nowhere",
                "2 | run --repo FOLDER --kubeconfig FOLDER/none --data-dir FOLDER/lab | bringup:"
                        + " cannot read the kubeconfig FOLDER/none",
                "2 | validate FOLDER/none | bringup: there is no FOLDER/none",
            })
    void aMistakeIsOneSentence(int code, String arguments, String sentence) throws Exception {
        Files.createFile(folder.resolve("file"));

        try (LabProcess process =
                LabProcess.start(arguments.replace("FOLDER", folder.toString()).split(" "))) {
            assertEquals(code, process.end(Duration.ofSeconds(20)));
            assertEquals(
                    sentence.replace("FOLDER", folder.toString()), process.output().getFirst());
            assertTrue(process.output().size() <= 3, process.output()::toString);
        }
    }

    @Test
    void aTakenConsolePortIsNoReasonNotToStart() throws Exception {
        try (Taken _ = Taken.port(8080);
                LabProcess lab =
                        LabProcess.start(
                                "lab", "--machines", "1", "--data-dir", folder.toString())) {
            URI console = URI.create(lab.line("console ").replaceFirst("console +", ""));

            assertNotEquals(8080, console.getPort());
            String page = new String(console.toURL().openStream().readAllBytes());
            assertTrue(page.contains("<title>"), page);
            lab.interrupt();
            assertEquals(0, lab.end(Duration.ofSeconds(10)));
            assertEquals(Optional.empty(), new LabHome(folder).running());
        }
    }

    /// Two labs cannot share the lab's network; the second one says so and leaves the first alone.
    @Test
    void aSecondLabElsewhereSaysWhatIsInItsWay() throws Exception {
        Path first = folder.resolve("first");
        Path second = folder.resolve("second");
        try (LabProcess lab =
                LabProcess.start("lab", "--machines", "1", "--data-dir", first.toString())) {
            lab.line("commit ");
            try (LabProcess other = LabProcess.start("lab", "--data-dir", second.toString())) {
                assertEquals(3, other.end(Duration.ofSeconds(30)));
                assertEquals(
                        List.of(
                                "bringup: the lab's world did not start: the lab's Kubernetes API"
                                        + " cannot listen on 127.77.0.2:6443: Address already in"
                                        + " use; does another lab run on this computer?"),
                        other.output());
            }
            lab.interrupt();
            assertEquals(0, lab.end(Duration.ofSeconds(10)));
        }
    }

    /// Bound by us, or by somebody else already.
    private record Taken(Optional<ServerSocket> socket) implements AutoCloseable {
        static Taken port(int port) throws IOException {
            InetAddress here = InetAddress.getByName("127.0.0.1");
            try {
                return new Taken(Optional.of(new ServerSocket(port, 1, here)));
            } catch (BindException e) {
                return new Taken(Optional.empty());
            }
        }

        @Override
        public void close() throws IOException {
            if (socket.isPresent()) {
                socket.get().close();
            }
        }
    }
}
