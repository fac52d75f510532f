package dev.bringup.lab.wire;

import dev.bringup.lab.machine.Disk;
import dev.bringup.model.Mac;
import dev.bringup.model.Marker;
import dev.bringup.model.Payload;
import java.io.IOException;
import java.util.Optional;
import java.util.regex.Matcher;

/// What cloud-init, Ignition or Talos does on the first boot of an installed system: fetches the
/// payload and makes of the machine what it says.
final class FirstBoot {

    /// What came of a payload.
    sealed interface Read {
        record Understood(Disk.Personality self) implements Read {}

        /// It lacks something that asking again will not bring.
        record Useless(String because) implements Read {}
    }

    /// Who boots: what fetches for it, its network card, and the marker of the disk it boots from.
    record Self(Browser browser, Mac mac, Optional<Marker> marker) {}

    private final Self self;

    FirstBoot(Self self) {
        this.self = self;
    }

    /// An [IOException] when the payload could not be had: that may change.
    Read read(Disk.Seed seed) throws IOException, InterruptedException {
        return switch (seed.kind()) {
            case CLOUD_INIT -> {
                // cloud-init takes a seed without meta-data for no seed at all.
                String metaData = fetch(seed.url() + "meta-data");
                String userData = fetch(seed.url() + "user-data");
                yield checked(
                        seed.kind(), userData, () -> new CloudConfig(userData, metaData).read());
            }
            case IGNITION -> {
                String config = fetch(seed.url() + "config.ign");
                yield checked(seed.kind(), config, () -> new IgnitionConfig(config).read());
            }
            case TALOS -> {
                String url = seed.url().replace("${mac}", self.mac().text());
                String config = fetch(url);
                yield checked(seed.kind(), config, () -> talos(config));
            }
            case SCRIPT, KICKSTART, PRESEED, AUTOINSTALL -> {
                String script = fetch(seed.url() + "script");
                yield checked(seed.kind(), script, () -> new FirstScript(script).read());
            }
        };
    }

    private Disk.Personality talos(String config) throws Lack {
        Marker marker =
                self.marker().orElseThrow(() -> new Lack("is for a system that is on a disk"));
        return new TalosConfig(config).read(marker);
    }

    private String fetch(String url) throws IOException, InterruptedException {
        Browser.Answer answer = self.browser().get(url);
        if (answer.status() != 200) {
            throw new IOException("first boot: " + url + ": " + answer.brief());
        }
        return answer.text();
    }

    private interface Parser {
        Disk.Personality read() throws Lack;
    }

    private static Read checked(Payload.Kind kind, String text, Parser parser) {
        String file =
                switch (kind) {
                    case CLOUD_INIT -> "user-data";
                    case IGNITION -> "config.ign";
                    case TALOS -> Payload.TALOS_CONFIG;
                    case SCRIPT, KICKSTART, PRESEED, AUTOINSTALL -> "script";
                };
        Matcher hole = Payload.HOLE.matcher(text);
        if (hole.find()) {
            return new Read.Useless(file + " still has " + hole.group() + " in it");
        }
        try {
            return new Read.Understood(parser.read());
        } catch (Lack lack) {
            return new Read.Useless(file + " " + lack.getMessage());
        }
    }

    /// Something a machine needs and its payload does not say.
    static final class Lack extends Exception {
        Lack(String what) {
            super(what);
        }
    }
}
