package dev.bringup.power;

import dev.bringup.model.Rung;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.smi.VariableBinding;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/// A unit of eight outlets, all on, as its vendor's MIB has it. It knows a community `private` and
/// a user `ops` with the passwords `authenticity` and `discretion`.
final class SnmpAgent implements CommandResponder, AutoCloseable {

    /// As the MIBs say it: where the state is, what on and off are there, and what moves the relay.
    private record Mib(String state, int on, int off, Map<String, Boolean> moves) {}

    private static final Map<Rung.Vendor, Mib> MIBS =
            Map.of(
                    Rung.Vendor.APC,
                    new Mib(
                            "1.3.6.1.4.1.318.1.1.12.3.5.1.1.4",
                            1,
                            2,
                            both("1.3.6.1.4.1.318.1.1.12.3.3.1.1.4", 1, 2)),
                    Rung.Vendor.RARITAN,
                    new Mib(
                            "1.3.6.1.4.1.13742.6.4.1.2.1.3.1",
                            7,
                            8,
                            both("1.3.6.1.4.1.13742.6.4.1.2.1.2.1", 1, 0)),
                    Rung.Vendor.EATON,
                    new Mib(
                            "1.3.6.1.4.1.534.6.6.7.6.6.1.2.0",
                            1,
                            0,
                            Map.of(
                                    "1.3.6.1.4.1.534.6.6.7.6.6.1.4.0=0",
                                    true,
                                    "1.3.6.1.4.1.534.6.6.7.6.6.1.3.0=0",
                                    false)),
                    Rung.Vendor.SENTRY3,
                    new Mib(
                            "1.3.6.1.4.1.1718.3.2.3.1.5.1.1",
                            1,
                            0,
                            both("1.3.6.1.4.1.1718.3.2.3.1.11.1.1", 1, 2)),
                    Rung.Vendor.SENTRY4,
                    new Mib(
                            "1.3.6.1.4.1.1718.4.1.8.3.1.1.1.1",
                            1,
                            2,
                            both("1.3.6.1.4.1.1718.4.1.8.5.1.2.1.1", 1, 2)));

    final List<String> moved = new CopyOnWriteArrayList<>();
    final Set<Integer> stuck = new ConcurrentSkipListSet<>();
    volatile boolean readOnly;
    volatile boolean undecided;

    private final Mib mib;
    private final Map<Integer, Boolean> relays = new ConcurrentHashMap<>();
    private final Snmp session;
    private final DefaultUdpTransportMapping socket;

    private static Map<String, Boolean> both(String column, int on, int off) {
        return Map.of(column + "=" + on, true, column + "=" + off, false);
    }

    SnmpAgent(String address, Rung.Vendor vendor) throws IOException {
        mib = MIBS.get(vendor);
        for (int outlet = 1; outlet <= 8; outlet++) {
            relays.put(outlet, true);
        }
        socket = new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getByName(address), 0));
        session = new Snmp(new MessageDispatcherImpl(), socket);
        session.getMessageDispatcher().addMessageProcessingModel(new MPv2c());
        USM users =
                new USM(
                        new SecurityProtocols(
                                SecurityProtocols.SecurityProtocolSet.maxCompatibility),
                        new OctetString(MPv3.createLocalEngineID()),
                        1);
        users.addUser(
                new UsmUser(
                        new OctetString("ops"),
                        AuthHMAC192SHA256.ID,
                        new OctetString("authenticity"),
                        PrivAES128.ID,
                        new OctetString("discretion")));
        session.getMessageDispatcher().addMessageProcessingModel(new MPv3(users));
        session.addCommandResponder(this);
        session.listen();
    }

    int port() {
        return socket.getListenAddress().getPort();
    }

    @Override
    public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
        PDU pdu = event.getPDU();
        String who = new OctetString(event.getSecurityName()).toString();
        if (!Set.of("private", "ops").contains(who)) {
            return;
        }
        VariableBinding asked = pdu.get(0);
        if (pdu.getType() == PDU.SET) {
            pdu.setErrorStatus(set(asked));
        } else {
            pdu.set(0, get(asked.getOid()));
        }
        pdu.setType(PDU.RESPONSE);
        event.setProcessed(true);
        try {
            event.getMessageDispatcher()
                    .returnResponsePdu(
                            event.getMessageProcessingModel(),
                            event.getSecurityModel(),
                            event.getSecurityName(),
                            event.getSecurityLevel(),
                            pdu,
                            event.getMaxSizeResponsePDU(),
                            event.getStateReference(),
                            new StatusInformation());
        } catch (MessageException e) {
            throw new IllegalStateException(e);
        }
    }

    private int set(VariableBinding asked) {
        if (readOnly) {
            return PDU.noAccess;
        }
        OID column = new OID(asked.getOid());
        int outlet = column.removeLast();
        Boolean on = mib.moves().get(column + "=" + asked.getVariable());
        if (on == null || !relays.containsKey(outlet)) {
            return PDU.wrongValue;
        }
        moved.add(outlet + (on ? " on" : " off"));
        if (!stuck.contains(outlet)) {
            relays.put(outlet, on);
        }
        return PDU.noError;
    }

    private VariableBinding get(OID asked) {
        OID column = new OID(asked);
        Boolean on = relays.get(column.removeLast());
        if (on == null || !column.toString().equals(mib.state())) {
            return new VariableBinding(asked, Null.noSuchInstance);
        }
        int value = undecided ? 77 : on ? mib.on() : mib.off();
        return new VariableBinding(asked, new Integer32(value));
    }

    @Override
    public void close() throws IOException {
        session.close();
    }
}
