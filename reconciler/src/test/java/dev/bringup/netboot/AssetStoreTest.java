package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Image;
import dev.bringup.model.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AssetStoreTest {

    @TempDir Path folder;

    private String url(String declared) {
        return new AssetStore(folder).url(asset(declared), "10.0.0.1:8081");
    }

    private static Image.Asset asset(String url) {
        return new Image.Asset(url, new Sha256("cd".repeat(32)));
    }

    @Test
    void aMachineIsSentElsewhereOnlyForWhatWeDoNotHave() throws Exception {
        assertEquals("https://images.example/os.raw", url("https://images.example/os.raw"));
        Path copy = new AssetStore(folder).file(asset("https://images.example/os.raw"));
        assertEquals(folder.resolve("sha256/" + "cd".repeat(32)), copy);
        Files.createDirectories(folder.resolve("sha256"));
        Files.writeString(copy, "image");
        assertEquals(
                "http://10.0.0.1:8081/assets/sha256/" + "cd".repeat(32),
                url("https://images.example/os.raw"));
    }

    @Test
    void aPathIsBelowOurAssetsWhetherTheFileIsThereOrNot() {
        assertEquals("http://10.0.0.1:8081/assets/images/os.raw", url("images/os.raw"));
        assertEquals("http://10.0.0.1:8081/assets/images/os.raw", url("assets/images/os.raw"));
    }
}
