package dev.bringup.power;

import dev.bringup.model.Rung;
import java.util.Optional;

/// Where the outlets of a vendor's units are found by SNMP: the column whose value says what the
/// relay does, and what is written where to move it. The outlet's number is appended to each, or,
/// in a table for a whole chain, the number of its row.
record SnmpTable(Seen state, Write on, Write off, Optional<Chain> chain) {

    /// Which column says of which unit a row is, and which the number of its outlet there.
    record Chain(String units, String numbers, int unit) {}

    record Seen(String column, int on, int off) {}

    record Write(String column, int value) {}

    static SnmpTable of(Rung.Snmp snmp) {
        int unit = snmp.unit();
        String cord = unit + "." + snmp.cord();
        return switch (snmp.vendor()) {
            // PowerNet-MIB: rPDUOutletStatusOutletState, rPDUOutletControlOutletCommand; those that
            // can be chained have rPDU2OutletSwitched tables beside them.
            case APC ->
                    unit > 1
                            ? chain(unit)
                            : oneColumn(
                                    new Seen("1.3.6.1.4.1.318.1.1.12.3.5.1.1.4", 1, 2),
                                    "1.3.6.1.4.1.318.1.1.12.3.3.1.1.4",
                                    1,
                                    2);
            // PDU2-MIB, by pduId: outletSwitchingState (a SensorStateEnumeration),
            // switchingOperation.
            case RARITAN ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.13742.6.4.1.2.1.3." + unit, 7, 8),
                            "1.3.6.1.4.1.13742.6.4.1.2.1.2." + unit,
                            1,
                            0);
            // EATON-EPDU-MIB, by strappingIndex, which counts from 0: outletControlStatus,
            // outletControlOnCmd and outletControlOffCmd, which take the seconds until they act.
            case EATON ->
                    new SnmpTable(
                            new Seen("1.3.6.1.4.1.534.6.6.7.6.6.1.2." + (unit - 1), 1, 0),
                            new Write("1.3.6.1.4.1.534.6.6.7.6.6.1.4." + (unit - 1), 0),
                            new Write("1.3.6.1.4.1.534.6.6.7.6.6.1.3." + (unit - 1), 0),
                            Optional.empty());
            // Sentry3-MIB, by tower and infeed: outletStatus, outletControlAction.
            case SENTRY3 ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.1718.3.2.3.1.5." + cord, 1, 0),
                            "1.3.6.1.4.1.1718.3.2.3.1.11." + cord,
                            1,
                            2);
            // Sentry4-MIB, by unit and input cord: st4OutletState, st4OutletControlAction.
            case SENTRY4 ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.1718.4.1.8.3.1.1." + cord, 1, 2),
                            "1.3.6.1.4.1.1718.4.1.8.5.1.2." + cord,
                            1,
                            2);
        };
    }

    private static SnmpTable chain(int unit) {
        String seen = "1.3.6.1.4.1.318.1.1.26.9.2.3.1";
        String command = "1.3.6.1.4.1.318.1.1.26.9.2.4.1.5";
        return new SnmpTable(
                new Seen(seen + ".5", 2, 1),
                new Write(command, 1),
                new Write(command, 2),
                Optional.of(new Chain(seen + ".2", seen + ".4", unit)));
    }

    private static SnmpTable oneColumn(Seen state, String column, int on, int off) {
        return new SnmpTable(
                state, new Write(column, on), new Write(column, off), Optional.empty());
    }
}
