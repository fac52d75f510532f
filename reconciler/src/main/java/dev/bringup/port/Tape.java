package dev.bringup.port;

import dev.bringup.model.MachineId;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/// Keeps what was said to a machine and by it, for its flight recorder. All return at once: they
/// are called on event loops. No secret may be handed over; what does the masking is a second line.
public interface Tape {

    enum Track {
        /// What the machine itself logs while it boots and is installed.
        BOOT,
        /// Of the boot HTTP server.
        REQUESTS,
        /// Commands to BMCs, outlets and network cards.
        POWER,
        /// Commands over SSH and what they print.
        SSH
    }

    void line(MachineId machine, Track track, String text);

    /// A UDP packet as it was read or is about to be sent.
    void packet(MachineId machine, InetSocketAddress from, InetSocketAddress to, ByteBuffer data);

    /// What went wrong between a machine and us, as far as we can see it.
    default void trouble(Trouble trouble) {}

    Tape NONE =
            new Tape() {
                @Override
                public void line(MachineId machine, Track track, String text) {}

                @Override
                public void packet(
                        MachineId machine,
                        InetSocketAddress from,
                        InetSocketAddress to,
                        ByteBuffer data) {}
            };
}
