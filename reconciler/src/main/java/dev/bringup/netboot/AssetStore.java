package dev.bringup.netboot;

import dev.bringup.model.Image;
import dev.bringup.model.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where images are among the assets: those that are named by a path, and copies of those that are
/// named by a URL, by their digest.
public record AssetStore(Path folder) {

    private static final String COPIES = "sha256/";

    /// Where a machine gets an image: from us when we have it. `http` is our host and port.
    String url(Image image, String http) {
        return Files.isReadable(file(image)) ? ours(image, http) : declared(image, http);
    }

    /// The same, for a store of which nothing is known.
    static String declared(Image image, String http) {
        return isElsewhere(image) ? image.url() : ours(image, http);
    }

    private static String ours(Image image, String http) {
        return "http://" + http + "/assets/" + path(image);
    }

    public static boolean isElsewhere(Image image) {
        return image.url().contains("://");
    }

    public Path file(Image image) {
        return folder.resolve(path(image));
    }

    private static String path(Image image) {
        return isElsewhere(image)
                ? copy(image.digest())
                : image.url().replaceFirst("^/?(assets/)?", "");
    }

    private static String copy(Sha256 digest) {
        return COPIES + digest.hex();
    }
}
