package dev.bringup.model;

/// The rules that stand between a plan and a machine. Each held step names the one that holds it.
public enum Rail {
    R1("keep the last good commit when Git cannot be read or trusted"),
    R2("a machine that disappears is released, never wiped, and not too many at once"),
    R3("nothing is switched off, rebooted or reimaged before its Node is drained"),
    R4("budgets per verb; what is in flight counts"),
    R5("control planes are stopped one at a time, and never at the cost of etcd's quorum"),
    R6("install only to a blank disk or one whose marker says this machine"),
    R7("installing needs an unspent permit"),
    R8("canaries go first; a goal that keeps failing is not tried for ever"),
    R9("windows and freezes per verb"),
    R10("a join secret is for one machine, once, for minutes"),
    R11("two reconcilers never act at once"),
    R12("no destructive step without fresh facts that agree"),
    R13("no kubelet newer than the cluster, nor more than three minors older"),
    R14("nothing is remedied in a storm"),
    R15("too large a share of a profile in one commit waits for a human"),
    /// Not a rule about risk: the operator said so (suspend, locked, Maintenance).
    OPERATOR("the operator asked for it"),
    /// The machine runs something we did not install.
    UNMANAGED("a machine without our marker is adopted, never taken");

    private final String text;

    Rail(String text) {
        this.text = text;
    }

    public String text() {
        return text;
    }

    /// Whether waiting may be all that it takes.
    public boolean opensWithTime() {
        return switch (this) {
            case R4, R8, R9 -> true;
            case R1, R2, R3, R5, R6, R7, R10, R11, R12, R13, R14, R15, OPERATOR, UNMANAGED -> false;
        };
    }
}
