package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VirtualTest {

    private final Virtual virtual = new Virtual(new Here("10.0.0.1:8081"));

    @Test
    void autoexecAsksForTheScriptOfThisMachineUntilItIsThere() {
        String script =
                """
                #!ipxe
                :again
                isset ${netX/ip} || dhcp || goto wait
                chain --replace http://10.0.0.1:8081/ipxe/${netX/mac:hexhyp}?uuid=${uuid}&serial=${serial:uristring}&vendor=${manufacturer:uristring}&product=${product:uristring} ||
                :wait
                echo Bringup does not answer
                sleep 3
                goto again
                """;
        for (String name :
                List.of("autoexec.ipxe", "/autoexec.ipxe", "\\autoexec.ipxe", "/x/autoexec.ipxe")) {
            assertEquals(Optional.of(script), virtual.find(name), name);
        }
    }

    @Test
    void nothingElseIsMade() {
        for (String name : List.of("", "autoexec.ipxe.bak", "x-autoexec.ipxe", "undionly.kpxe")) {
            assertEquals(Optional.empty(), virtual.find(name), name);
        }
    }
}
