package dev.bringup.netboot;

import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// An order in the languages of GRUB and PXELINUX. As in iPXE's, what fails leads back to the
/// question, never to the next boot device.
record LoaderScript(Mac mac, Ip4 us) {

    private static final long AGAIN_SECONDS = 5;

    String text(LoaderFile.Style style, LoaderOrder order) {
        return switch (style) {
            case GRUB -> grub(order);
            case PXELINUX -> pxelinux(order);
        };
    }

    private String on(String path) {
        return "(tftp,%s)%s".formatted(us, path);
    }

    /// It asks for itself again and again from one loop: a file that led to itself would pile up in
    /// its memory.
    private String grub(LoaderOrder order) {
        String self = on(LoaderFile.path(LoaderFile.Style.GRUB, mac));
        return """
        if [ "$bringup" != again ]; then
          set bringup=again
          while [ "$bringup" = again ]; do
            source %s
            sleep 1
          done
        else
        %sfi
        """
                .formatted(self, grubOrder(order).indent(2));
    }

    private String grubOrder(LoaderOrder order) {
        return switch (order) {
            case LoaderOrder.Start start ->
                    """
                    echo %s
                    if linux %s %s; then
                      if initrd %s; then
                        boot
                      fi
                    fi
                    echo 'Bringup: it did not start'
                    sleep %d\
                    """
                            .formatted(
                                    quoted("Bringup " + start.title()),
                                    on(start.kernel()),
                                    words(start.arguments().stream().map(LoaderScript::quoted)),
                                    words(start.initrds().stream().map(this::on)),
                                    AGAIN_SECONDS);
            case LoaderOrder.OwnDisk(String because) ->
                    "echo %s%nexit"
                            .formatted(quoted("Bringup: booting from the own disk: " + because));
            case LoaderOrder.Wait(long seconds, String because) ->
                    "echo %s%nsleep %d".formatted(quoted("Bringup: waiting: " + because), seconds);
        };
    }

    private String pxelinux(LoaderOrder order) {
        return switch (order) {
            case LoaderOrder.Start start ->
                    """
                    SAY %s
                    DEFAULT start
                    ONERROR again
                    LABEL start
                      KERNEL ::%s
                      INITRD %s
                      APPEND %s
                    """
                                    .formatted(
                                            plain("Bringup " + start.title()),
                                            start.kernel(),
                                            start.initrds().stream()
                                                    .map(path -> "::" + path)
                                                    .collect(Collectors.joining(",")),
                                            plain(words(start.arguments().stream())))
                            + again();
            case LoaderOrder.OwnDisk(String because) ->
                    """
                    SAY %s
                    DEFAULT disk
                    LABEL disk
                      LOCALBOOT 0
                    """
                            .formatted(plain("Bringup: booting from the own disk: " + because));
            case LoaderOrder.Wait(long seconds, String because) ->
                    """
                    SAY %s
                    PROMPT 1
                    TIMEOUT %d
                    DEFAULT again
                    """
                                    .formatted(plain("Bringup: waiting: " + because), 10 * seconds)
                            + again();
        };
    }

    private String again() {
        return """
        LABEL again
          CONFIG ::%s
        """
                .formatted(LoaderFile.path(LoaderFile.Style.PXELINUX, mac));
    }

    private static String words(Stream<String> words) {
        return words.collect(Collectors.joining(" "));
    }

    /// One line.
    private static String plain(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }

    /// For GRUB, whose language is a shell's.
    private static String quoted(String text) {
        return text.matches("[A-Za-z0-9=:/.,_@%+-]+")
                ? text
                : "'" + plain(text).replace("'", "'\\''") + "'";
    }
}
