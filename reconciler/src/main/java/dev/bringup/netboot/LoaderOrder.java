package dev.bringup.netboot;

import java.util.List;

/// What a boot loader is to do, in no loader's language.
sealed interface LoaderOrder {

    /// Files are named from the root of our TFTP.
    record Start(String title, String kernel, List<String> initrds, List<String> arguments)
            implements LoaderOrder {}

    record OwnDisk(String because) implements LoaderOrder {}

    record Wait(long seconds, String because) implements LoaderOrder {}
}
