package dev.bringup.netboot;

import dev.bringup.model.Image.Asset;
import dev.bringup.model.Sha256;
import java.nio.file.Files;
import java.nio.file.Path;

/// Where the files of images are among the assets: those that are named by a path, and copies of
/// those that are named by a URL, by their digest.
public record AssetStore(Path folder) {

    private static final String COPIES = "sha256/";

    /// Where a machine gets a file: from us when we have it. `http` is our host and port.
    String url(Asset asset, String http) {
        return Files.isReadable(file(asset)) ? ours(asset, http) : declared(asset, http);
    }

    /// The same, for a store of which nothing is known.
    static String declared(Asset asset, String http) {
        return isElsewhere(asset) ? asset.url() : ours(asset, http);
    }

    /// The same, once it is here.
    static String ours(Asset asset, String http) {
        return "http://" + http + "/assets/" + path(asset);
    }

    public static boolean isElsewhere(Asset asset) {
        return asset.url().contains("://");
    }

    public Path file(Asset asset) {
        return folder.resolve(path(asset));
    }

    private static String path(Asset asset) {
        return isElsewhere(asset)
                ? copy(asset.digest())
                : asset.url().replaceFirst("^/?(assets/)?", "");
    }

    private static String copy(Sha256 digest) {
        return COPIES + digest.hex();
    }
}
