package dev.bringup.model;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/// What a booting machine asks of us. `from` is the address the request came from.
public sealed interface BootRequest {

    Ip4 from();

    /// iPXE asks for its script.
    record Script(Mac mac, Ip4 from, Optional<String> uuid, Optional<String> serial, Match.Box box)
            implements BootRequest {
        public Script(Mac mac, Ip4 from, Optional<String> uuid, Optional<String> serial) {
            this(mac, from, uuid, serial, Match.Box.UNKNOWN);
        }
    }

    /// The installer says which disks it sees and asks what to do.
    record Disks(PermitId permit, Ip4 from, List<Disk> disks, Match.Box box)
            implements BootRequest {
        public Disks {
            disks = List.copyOf(disks);
        }

        public Disks(PermitId permit, Ip4 from, List<Disk> disks) {
            this(permit, from, disks, Match.Box.UNKNOWN);
        }

        /// The same with their markers in other words.
        public Disks telling(UnaryOperator<Marker> words) {
            return new Disks(permit, from, disks.stream().map(d -> d.telling(words)).toList(), box);
        }
    }

    /// The installer says how far it is; with [Installing#FAILED] it may say why.
    record Progress(PermitId permit, Ip4 from, Installing now, long bytes, Optional<String> because)
            implements BootRequest {
        public Progress(PermitId permit, Ip4 from, Installing now, long bytes) {
            this(permit, from, now, bytes, Optional.empty());
        }
    }

    /// The installed system fetches one file of its payload.
    record Config(PermitId permit, Ip4 from, String file) implements BootRequest {}

    /// The installed system, which knows no permit, asks for all of its payload at once, with what
    /// it joins by in it.
    record Whole(Mac mac, Ip4 from) implements BootRequest {}

    /// The installed system says that it is up.
    record PhoneHome(PermitId permit, Ip4 from) implements BootRequest {}

    /// The installed system exchanges its nonce for join material.
    record Join(PermitId permit, Ip4 from, String nonce) implements BootRequest {}

    /// An installer that only reads says what it found. The ticket is good for one report.
    record Inspection(PermitId ticket, Ip4 from, Identity identity, Discovered.Inventory found)
            implements BootRequest {}

    /// A disk as an installer sees it.
    record Disk(String name, String serial, Optional<String> wwn, long bytes, Content content) {

        Disk telling(UnaryOperator<Marker> words) {
            Content told =
                    switch (content) {
                        case Content.Marked(Marker marker) ->
                                new Content.Marked(words.apply(marker));
                        case Content.Blank _, Content.Foreign _ -> content;
                    };
            return new Disk(name, serial, wwn, bytes, told);
        }
    }

    sealed interface Content {
        record Blank() implements Content {}

        record Marked(Marker marker) implements Content {}

        /// Data of unknown origin.
        record Foreign() implements Content {}
    }

    enum Installing {
        WRITING,
        /// The image is whole; or all is wiped but the marker.
        WRITTEN,
        /// The marker is gone as well.
        WIPED,
        FAILED
    }
}
