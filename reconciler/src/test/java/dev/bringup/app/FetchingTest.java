package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Exit;
import dev.bringup.cli.FetchOptions;
import dev.bringup.cli.Program.Failure;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FetchingTest {

    @TempDir Path folder;

    private String refused(FetchOptions options) {
        options.assets = folder.resolve("assets");
        Failure failure =
                assertThrows(
                        Failure.class,
                        () ->
                                new Fetching(
                                                options,
                                                folder,
                                                new PrintStream(PrintStream.nullOutputStream()),
                                                new PrintStream(PrintStream.nullOutputStream()))
                                        .run());
        assertEquals(Exit.WRONG_INPUT, failure.exitCode());
        return String.valueOf(failure.getMessage()).replace(folder.toString(), "");
    }

    @Test
    void whatIsMissingIsOneFailureWithALinePerPackage() {
        FetchOptions options = new FetchOptions();
        options.installer = true;
        assertEquals(
                """
                the installer cannot be made:
                there is no kernel /boot/vmlinuz-*: apt-get install linux-image-amd64 (or \
                linux-image-cloud-amd64), or unpack that package and name its vmlinuz by --kernel
                there is no busybox: apt-get install busybox-static
                there is no zstd: apt-get install zstd\
                """,
                refused(options));
    }

    @Test
    void nothingToFetchIsNotFine() {
        assertEquals(
                "say what to fetch: the path of a state repository, --installer, or both",
                refused(new FetchOptions()));
    }

    @Test
    void runSaysWhenMachinesWouldAskInVain() throws Exception {
        assertEquals(
                Optional.of(
                        """
                        bringup: no machine can be installed: there is no /installer/vmlinuz and no \
                        /installer/initrd
                        make the installer: bringup fetch --installer --assets\s\
                        """),
                Fetching.advice(folder).map(text -> text.replace(folder.toString(), "")));
        Files.createDirectories(folder.resolve("installer"));
        Files.writeString(folder.resolve("installer/vmlinuz"), "kernel");
        Files.writeString(folder.resolve("installer/initrd"), "initrd");
        assertEquals(Optional.empty(), Fetching.advice(folder));
    }
}
