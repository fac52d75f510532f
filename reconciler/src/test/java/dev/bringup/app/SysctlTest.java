package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.InputStream;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

@EnabledOnOs(OS.LINUX)
class SysctlTest {

    @Test
    void aSettingIsReadWhole() throws Exception {
        String file = "/proc/sys/kernel/ostype";
        Process cat = new ProcessBuilder("cat", file).start();
        try (InputStream said = cat.getInputStream()) {
            assertEquals(new String(said.readAllBytes()).strip(), Sysctl.read(Path.of(file)));
        }
        assertEquals("Linux", Sysctl.read(Path.of(file)));
    }
}
