package dev.bringup.power;

import dev.bringup.model.Mac;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What `efibootmgr -v` prints, as far as we need it.
public final class BootEntries {

    /// A network card's device path ends with how it gets its address; HTTP Boot has a URI behind.
    private static final Pattern NETWORK =
            Pattern.compile(
                    "^Boot([0-9A-Fa-f]{4})\\b.*MAC\\(([0-9A-Fa-f]{12}),.*IPv4\\((?!.*Uri\\().*");

    private BootEntries() {}

    /// The entry by which firmware starts from the network by one of these cards. Others are not
    /// guessed at: a server's second card may lead into another network.
    public static Optional<String> network(String printed, List<Mac> macs) {
        List<String> ours =
                macs.stream()
                        .map(mac -> mac.toString().replace(":", "").toLowerCase(Locale.ROOT))
                        .toList();
        return printed.lines()
                .map(NETWORK::matcher)
                .filter(Matcher::matches)
                .filter(entry -> ours.contains(entry.group(2).toLowerCase(Locale.ROOT)))
                .map(entry -> entry.group(1))
                .findFirst();
    }
}
