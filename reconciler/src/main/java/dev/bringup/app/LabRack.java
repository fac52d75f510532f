package dev.bringup.app;

import dev.bringup.lab.wire.PduPlan;
import dev.bringup.model.Ip4;
import dev.bringup.model.Mac;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is where in the lab's network, 127.77.0.0/16.
final class LabRack {

    static final Ip4 SERVICES = Ip4.parse("127.77.0.1");
    static final Ip4 API = Ip4.parse("127.77.0.2");
    static final Ip4 BROADCAST = Ip4.parse("127.77.255.255");
    static final int API_PORT = 6443;
    static final int SSH_PORT = 2222;
    static final int BMC_PORT = 6230;
    static final int WOL_PORT = 9009;
    static final int PDU_PORT = 8180;
    static final int DHCP_PORT = 6767;
    static final int PXE_PORT = 4011;
    static final int DHCP_CLIENT_PORT = 6868;
    static final int TFTP_PORT = 6969;
    static final int HTTP_PORT = 8081;
    static final int DNS_PORT = 6553;
    static final int SYSLOG_PORT = 5514;

    /// As many as fit in the last octet, spares included.
    static final int MOST = 250;

    private LabRack() {}

    static Mac mac(int n) {
        return Mac.parse(String.format("525400770%03x", n));
    }

    static Ip4 address(int n) {
        return Ip4.parse("127.77.1." + n);
    }

    static Ip4 bmc(int n) {
        return Ip4.parse("127.77.2." + n);
    }

    /// Machine 2 has two power supplies, at a unit of each sort.
    static List<PduPlan> pdus() {
        return List.of(
                new PduPlan(
                        Ip4.parse("127.77.3.1"),
                        PDU_PORT,
                        PduPlan.Face.REST,
                        Map.of(2, mac(2)),
                        Set.of()),
                new PduPlan(
                        Ip4.parse("127.77.3.2"),
                        PDU_PORT,
                        PduPlan.Face.FORM,
                        Map.of(2, mac(2)),
                        Set.of(8)));
    }
}
