package dev.bringup.power;

import dev.bringup.model.Power;
import dev.bringup.model.Rung;
import java.io.IOException;
import org.snmp4j.PDU;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/// The outlets of a unit that speaks SNMP.
final class SnmpOutlets implements Outlets {

    private final SnmpLine line;
    private final Rung.Strip strip;
    private final SnmpTable table;

    SnmpOutlets(SnmpLine line, Rung.Strip strip, Rung.Snmp snmp) {
        this.line = line;
        this.strip = strip;
        this.table = SnmpTable.of(snmp);
    }

    @Override
    public Power read(int outlet) throws Unable {
        Variable said = ask(outlet, PDU.GET, table.state().column(), new Null());
        int value = said instanceof Integer32 number ? number.toInt() : Integer.MIN_VALUE;
        if (value == table.state().on()) {
            return Power.ON;
        }
        if (value == table.state().off()) {
            return Power.OFF;
        }
        throw new Unable(
                "PDU %s says of outlet %d neither that it is on nor off, but %s"
                        .formatted(strip.name(), outlet, said),
                Unable.Cure.TIME);
    }

    @Override
    public void turn(int outlet, Power to) throws Unable {
        SnmpTable.Write write = to == Power.ON ? table.on() : table.off();
        Variable _ = ask(outlet, PDU.SET, write.column(), new Integer32(write.value()));
    }

    private Variable ask(int outlet, int type, String column, Variable value) throws Unable {
        OID oid = new OID(column).append(index(outlet));
        return answer(outlet, type, new VariableBinding(oid, value)).getVariable();
    }

    /// Its row, where a chain has one table for all units: the one that says so.
    private int index(int outlet) throws Unable {
        if (table.chain().isEmpty()) {
            return outlet;
        }
        SnmpTable.Chain chain = table.chain().get();
        OID units = new OID(chain.units());
        OID at = units;
        while (true) {
            VariableBinding row = answer(outlet, PDU.GETNEXT, new VariableBinding(at, new Null()));
            if (!row.getOid().startsWith(units) || row.getOid().compareTo(at) <= 0) {
                throw new Unable(
                        "PDU %s has no outlet %d in unit %d of its chain"
                                .formatted(strip.name(), outlet, chain.unit()),
                        Unable.Cure.HUMAN);
            }
            at = row.getOid();
            if (is(row, chain.unit())) {
                OID number = new OID(chain.numbers()).append(at.last());
                if (is(answer(outlet, PDU.GET, new VariableBinding(number, new Null())), outlet)) {
                    return at.last();
                }
            }
        }
    }

    private static boolean is(VariableBinding said, int value) {
        return said.getVariable() instanceof Integer32 number && number.toInt() == value;
    }

    private VariableBinding answer(int outlet, int type, VariableBinding about) throws Unable {
        PDU answer;
        try {
            answer = line.ask(type, about);
        } catch (IOException e) {
            throw new Unable(
                    "PDU %s at %s cannot be asked: %s"
                            .formatted(strip.name(), line.place(), e.getMessage()),
                    Unable.Cure.TIME);
        }
        if (answer.getErrorStatus() != PDU.noError) {
            throw new Unable(
                    "PDU %s does not let us %s outlet %d: %s"
                            .formatted(
                                    strip.name(),
                                    type == PDU.SET ? "switch" : "look at",
                                    outlet,
                                    answer.getErrorStatusText()),
                    Unable.Cure.HUMAN);
        }
        VariableBinding said = answer.get(0);
        if (said.isException() && type != PDU.GETNEXT) {
            throw new Unable(
                    "PDU %s has no outlet %d (%s at %s); is it of another vendor?"
                            .formatted(strip.name(), outlet, said.toValueString(), said.getOid()),
                    Unable.Cure.HUMAN);
        }
        return said;
    }
}
