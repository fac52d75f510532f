package dev.bringup.netboot;

import java.util.Optional;

/// Boot files that are made and not kept in a folder; one of the same name in the folder counts
/// more.
record Virtual(Here here) {

    /// iPXE since 2.0 asks for this beside itself, in whatever folder that is, and waits some
    /// seconds when it is not there. It has its address from the firmware then; if that failed it
    /// asks DHCP itself.
    static final String AUTOEXEC = "autoexec.ipxe";

    /// The file that a request names. Firmware writes leading slashes, and backslashes.
    Optional<String> find(String name) {
        String path = name.replace('\\', '/');
        return path.substring(path.lastIndexOf('/') + 1).equals(AUTOEXEC)
                ? Optional.of(autoexec())
                : Optional.empty();
    }

    private String log() {
        return here.logServer().map(to -> "set syslog " + to + " ||\n").orElse("");
    }

    private String autoexec() {
        return """
        #!ipxe
        %s:again
        isset ${netX/ip} || dhcp || goto wait
        chain --replace http://%s/ipxe/${netX/mac:hexhyp}?%s ||
        :wait
        echo Bringup does not answer
        sleep 3
        goto again
        """
                .formatted(log(), here.http(), IpxeScript.WHO);
    }
}
