package dev.bringup.power;

import dev.bringup.model.Rung;

/// Where the outlets of a vendor's units are found by SNMP: the column whose value says what the
/// relay does, and what is written where to move it. The outlet's number is appended to each.
record SnmpTable(Seen state, Write on, Write off) {

    record Seen(String column, int on, int off) {}

    record Write(String column, int value) {}

    /// Each is of the first unit of a chain, and there of the first cord.
    static SnmpTable of(Rung.Vendor vendor) {
        return switch (vendor) {
            // PowerNet-MIB: rPDUOutletStatusOutletState, rPDUOutletControlOutletCommand.
            case APC ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.318.1.1.12.3.5.1.1.4", 1, 2),
                            "1.3.6.1.4.1.318.1.1.12.3.3.1.1.4",
                            1,
                            2);
            // PDU2-MIB: outletSwitchingState (a SensorStateEnumeration), switchingOperation.
            case RARITAN ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.13742.6.4.1.2.1.3.1", 7, 8),
                            "1.3.6.1.4.1.13742.6.4.1.2.1.2.1",
                            1,
                            0);
            // EATON-EPDU-MIB: outletControlStatus, outletControlOnCmd and outletControlOffCmd,
            // which
            // take the seconds until they act.
            case EATON ->
                    new SnmpTable(
                            new Seen("1.3.6.1.4.1.534.6.6.7.6.6.1.2.0", 1, 0),
                            new Write("1.3.6.1.4.1.534.6.6.7.6.6.1.4.0", 0),
                            new Write("1.3.6.1.4.1.534.6.6.7.6.6.1.3.0", 0));
            // Sentry3-MIB: outletStatus, outletControlAction.
            case SENTRY3 ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.1718.3.2.3.1.5.1.1", 1, 0),
                            "1.3.6.1.4.1.1718.3.2.3.1.11.1.1",
                            1,
                            2);
            // Sentry4-MIB: st4OutletState, st4OutletControlAction.
            case SENTRY4 ->
                    oneColumn(
                            new Seen("1.3.6.1.4.1.1718.4.1.8.3.1.1.1.1", 1, 2),
                            "1.3.6.1.4.1.1718.4.1.8.5.1.2.1.1",
                            1,
                            2);
        };
    }

    private static SnmpTable oneColumn(Seen state, String column, int on, int off) {
        return new SnmpTable(state, new Write(column, on), new Write(column, off));
    }
}
