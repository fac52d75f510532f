package dev.bringup.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a booting machine is told. Decided by one pure function; how it is spelled (iPXE, JSON, a
/// shell script) is the netboot stack's business.
public sealed interface BootAnswer {

    /// Start the installer with this permit.
    record StartInstaller(MachineSpec machine, Permit permit) implements BootAnswer {}

    /// Start the image from memory with this permit.
    record StartLive(MachineSpec machine, Permit permit) implements BootAnswer {}

    /// Start the installer to look and to report with this ticket, and for nothing else.
    record Inspect(PermitId ticket) implements BootAnswer {}

    /// Boot from the own disk.
    record LocalDisk(String because) implements BootAnswer {}

    /// Ask again later.
    record Wait(Duration time, String because) implements BootAnswer {}

    /// Write the image to this disk, marker first.
    record Write(MachineSpec machine, Permit permit, String disk, Marker marker)
            implements BootAnswer {}

    /// Wipe these disks, each of which carries this machine's marker: first they get this one,
    /// which nobody boots, and it goes last.
    record Wipe(Decommission.Method method, List<String> disks, Marker marker)
            implements BootAnswer {
        public Wipe {
            disks = List.copyOf(disks);
        }
    }

    /// There is nothing left to do: switch off.
    record PowerDown(String because) implements BootAnswer {}

    /// The disk already carries the goal: leave the image, point its seed at this permit, boot it.
    /// A system that had its first boot ignores the seed; one that never got its payload needs it.
    record Reseed(MachineSpec machine, Permit permit, String disk) implements BootAnswer {}

    /// A file of the payload may be served; one that has it all is served with how to join.
    record Serve(MachineSpec machine, Permit permit, Marker marker, Optional<JoinMaterial> joining)
            implements BootAnswer {
        public Serve(MachineSpec machine, Permit permit, Marker marker) {
            this(machine, permit, marker, Optional.empty());
        }
    }

    /// How to join the cluster.
    record JoinWith(MachineId machine, JoinMaterial material) implements BootAnswer {}

    record Noted() implements BootAnswer {}

    /// Not for this machine, not now, or not again.
    record Refused(String because) implements BootAnswer {}
}
