package dev.bringup.netboot;

import dev.bringup.model.MachineId;
import dev.bringup.port.Tally;
import dev.bringup.port.Tape;
import dev.bringup.port.Trouble;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;

/// Keeps the lines that are recorded and the troubles that are seen, and counts nothing.
record Kept(Collection<String> lines, Collection<Trouble> troubles) implements Tally {

    Kept(Collection<String> lines) {
        this(lines, new ArrayList<>());
    }

    @Override
    public void add(String series, String kind, String outcome, long more) {}

    @Override
    public void time(String series, String kind, String outcome, Duration took) {}

    @Override
    public Tape tape() {
        return new Tape() {
            @Override
            public void line(MachineId machine, Track track, String text) {
                if (track == Track.BOOT) {
                    lines.add(machine + " " + track + " " + text);
                }
            }

            @Override
            public void trouble(Trouble trouble) {
                troubles.add(trouble);
            }

            @Override
            public void packet(
                    MachineId machine,
                    InetSocketAddress from,
                    InetSocketAddress to,
                    ByteBuffer data) {}
        };
    }
}
