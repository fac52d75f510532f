package dev.bringup.lab.sim;

import dev.bringup.model.MachineId;
import dev.bringup.model.PermitId;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Whether what is for one machine stays with it: a box that is in no commit is given nothing that
/// writes a disk and no secret, and each secret is given once and used once. Judged from deeds
/// alone.
final class Custody {

    private final Set<MachineId> boxes = new TreeSet<>();
    private final Set<MachineId> twins = new TreeSet<>();
    private final Set<PermitId> given = new HashSet<>();
    private final Set<String> tokens = new HashSet<>();
    private final Mandate mandate = new Mandate();
    private final Graves graves = new Graves();

    Optional<String> judge(Deed deed) {
        Optional<String> unasked = mandate.judge(deed);
        Optional<String> lost = graves.judge(deed);
        Optional<String> astray = astray(deed);
        return unasked.or(() -> lost).or(() -> astray);
    }

    private Optional<String> astray(Deed deed) {
        MachineId id = deed.machine();
        if (deed instanceof Deed.Arrived(_, _, boolean twin)) {
            boxes.add(id);
            if (twin) {
                twins.add(id);
            }
        }
        boolean guest = boxes.contains(id);
        if (deed instanceof Deed.Given gave) {
            return given(gave, guest);
        }
        if (deed instanceof Deed.Joined(_, _, String token) && !tokens.add(token)) {
            return Optional.of(id + " used a join token that was used before");
        }
        boolean touched =
                deed instanceof Deed.DiskWritten
                        || deed instanceof Deed.WipeBegun
                        || deed instanceof Deed.Joined
                        || deed instanceof Deed.Runs
                        || deed instanceof Deed.Stopped;
        return guest && touched
                ? Optional.of(id + " is in no commit, and " + deed)
                : Optional.empty();
    }

    /// Where a box says of itself just what a machine does, the installer starts on it, and its
    /// disk tells them apart.
    private Optional<String> given(Deed.Given gave, boolean guest) {
        String what = "the " + gave.what().name().toLowerCase(Locale.ROOT).replace('_', ' ');
        boolean secret = gave.what() == Deed.What.JOIN_SECRET;
        boolean alike = twins.contains(gave.machine()) && gave.what() == Deed.What.START;
        if (guest && !alike) {
            return Optional.of(
                    gave.machine() + " is in no commit, and got " + what + " of " + gave.whose());
        }
        if (!guest && !gave.machine().equals(gave.whose())) {
            return Optional.of(gave.machine() + " got " + what + " of " + gave.whose());
        }
        return secret && !given.add(gave.permit())
                ? Optional.of(what + " of " + gave.whose() + " was given twice")
                : Optional.empty();
    }
}
