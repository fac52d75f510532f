package dev.bringup.app;

import dev.bringup.cli.Exit;
import dev.bringup.cli.Program.Failure;
import dev.bringup.model.Image;
import dev.bringup.model.Sha256;
import dev.bringup.netboot.AssetStore;
import dev.bringup.netboot.Download;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/// Brings the images of a state repository among the assets, one after the other, and holds those
/// that are there already against their digests. One that fails does not keep the others back.
final class ImageFetch {

    /// An image that is there now. For programs too.
    public record Held(String image, String file, long bytes, boolean fetched) {}

    private final AssetStore store;
    private final PrintStream out;
    private final boolean terminal;
    private final InstantSource clock;
    private final List<Held> held = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> unreachable = new ArrayList<>();

    ImageFetch(Path assets, PrintStream out, boolean terminal, InstantSource clock) {
        this.store = new AssetStore(assets);
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
    }

    List<Held> run(Collection<Image> images) throws Failure {
        Download download = new Download();
        for (Image image : images) {
            for (Image.Asset asset : image.assets()) {
                try {
                    one(image, asset, download);
                } catch (IOException e) {
                    unreachable.add(image.name() + ": " + e.getMessage());
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new Failure(Exit.WORLD_UNREACHABLE, "interrupted");
                }
            }
        }
        List<String> all = new ArrayList<>(wrong);
        all.addAll(unreachable);
        if (!unreachable.isEmpty()) {
            all.add("what came so far is kept: the same command goes on from there");
        }
        if (!all.isEmpty()) {
            throw new Failure(
                    wrong.isEmpty() ? Exit.WORLD_UNREACHABLE : Exit.WRONG_INPUT,
                    "not all images are there:\n" + String.join("\n", all));
        }
        return List.copyOf(held);
    }

    private void one(Image image, Image.Asset asset, Download download)
            throws IOException, InterruptedException {
        Path file = store.file(asset);
        String name = image.assets().size() == 1 ? image.name() : image.name() + " " + last(asset);
        Bar bar = new Bar(name, out, terminal, clock);
        boolean elsewhere = AssetStore.isElsewhere(asset);
        if (Files.exists(file)) {
            Sha256 found = Download.digest(file);
            if (found.equals(asset.digest())) {
                bar.end("is there, and its digest is right");
                held.add(new Held(image.name(), file.toString(), Files.size(file), false));
                return;
            }
            if (!elsewhere) {
                wrong.add(
                        "%s: the digest of %s is %s, not %s"
                                .formatted(image.name(), file, found.hex(), asset.digest().hex()));
                return;
            }
        }
        if (!elsewhere) {
            wrong.add(
                    "%s: there is no %s; an image that is named by a path is put there by hand"
                            .formatted(image.name(), file));
            return;
        }
        download.fetch(URI.create(asset.url()), asset.digest(), file, bar::at);
        bar.end("fetched, and its digest is right");
        held.add(new Held(image.name(), file.toString(), Files.size(file), true));
    }

    private static String last(Image.Asset asset) {
        return asset.url().substring(asset.url().lastIndexOf('/') + 1);
    }
}
