package dev.bringup.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bringup.cli.Program.Failure;
import dev.bringup.cli.RunOptions;
import dev.bringup.model.Cidr;
import dev.bringup.model.Ip4;
import dev.bringup.netboot.Settings.Link;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Which interfaces are served, and with which addresses.
class LinksTest {

    private final RunOptions.Boot boot = new RunOptions.Boot();

    private String refused() {
        return String.valueOf(assertThrows(Failure.class, () -> Links.of(boot)).getMessage());
    }

    @Test
    void anInterfaceBringsItsAddressAndItsNetwork() throws Exception {
        boot.devices = List.of("lo");
        Link lo = new Link("lo", Ip4.parse("127.0.0.1"), Cidr.parse("127.0.0.0/8"));
        assertEquals(List.of(lo), Links.of(boot));
        boot.address = Ip4.parse("127.0.0.9");
        assertEquals(boot.address, Links.of(boot).getFirst().address());
        boot.devices = List.of();
        assertEquals(List.of(), Links.of(boot));
        assertEquals(boot.address, Links.address(boot));
    }

    @Test
    void whatCannotBeServedIsRefused() {
        boot.devices = List.of("lo", "lo");
        assertEquals("name each --interface once", refused());
        boot.devices = List.of("nowhere0");
        assertEquals("there is no network interface nowhere0", refused());
        boot.devices = List.of("lo", "eth0");
        boot.address = Ip4.parse("127.0.0.9");
        assertEquals(
                "--address is for one --interface; with several each has its own address",
                refused());
        boot.address = null;
        assertEquals(
                "say where machines find us: --interface NAME or --address IP",
                String.valueOf(
                        assertThrows(Failure.class, () -> Links.address(boot)).getMessage()));
    }
}
