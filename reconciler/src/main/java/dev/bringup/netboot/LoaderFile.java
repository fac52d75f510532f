package dev.bringup.netboot;

import dev.bringup.model.Mac;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A file that a boot loader asks for to learn what to do: GRUB's or PXELINUX's, under the names
/// that they try in turn. Without a MAC in its name it is for whoever asks. Names by a UUID or an
/// address are not there, and the loader goes on to the next.
record LoaderFile(Style style, Optional<Mac> mac) {

    enum Style {
        GRUB,
        PXELINUX
    }

    /// 01 is Ethernet, in both.
    private static final String MAC = "01-([0-9a-f]{2}(?:-[0-9a-f]{2}){5})";

    private static final Pattern GRUB = Pattern.compile("(?:.*/)?grub\\.cfg(?:-" + MAC + ")?");
    private static final Pattern PXELINUX =
            Pattern.compile("(?:.*/)?pxelinux\\.cfg/(?:" + MAC + "|default)");

    static Optional<LoaderFile> of(String name) {
        String plain = name.replace('\\', '/').toLowerCase(Locale.ROOT);
        return of(Style.GRUB, GRUB.matcher(plain))
                .or(() -> of(Style.PXELINUX, PXELINUX.matcher(plain)));
    }

    private static Optional<LoaderFile> of(Style style, Matcher matcher) {
        return matcher.matches()
                ? Optional.of(
                        new LoaderFile(
                                style, Optional.ofNullable(matcher.group(1)).map(Mac::parse)))
                : Optional.empty();
    }

    /// Where a machine finds its own.
    static String path(Style style, Mac mac) {
        return switch (style) {
            case GRUB -> "/grub.cfg-01-" + mac.hyphened();
            case PXELINUX -> "/pxelinux.cfg/01-" + mac.hyphened();
        };
    }
}
