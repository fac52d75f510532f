package dev.bringup.manifest;

import dev.bringup.model.Diagnostic.Severity;
import java.util.Arrays;
import java.util.Optional;

/// The stable names of what can be wrong in a state repository. A number is never used again for
/// something else, because people put them into searches and ignore lists.
enum Code {
    ENCODING("BU1001"),
    BYTE_ORDER_MARK("BU1002"),
    CONTROL_CHARACTER("BU1003"),
    TAB("BU1004"),
    SYNTAX("BU1005"),
    DUPLICATE_KEY("BU1006"),
    TOO_LARGE("BU1007"),
    TAG("BU1008"),
    KEY_NOT_TEXT("BU1009"),

    UNKNOWN_FIELD("BU1101"),
    MISSING_FIELD("BU1102"),
    WRONG_TYPE("BU1103"),
    NOT_ONE_OF("BU1104"),
    MALFORMED("BU1105"),
    OUT_OF_RANGE("BU1106"),
    EXACTLY_ONE("BU1107"),
    UNKNOWN_KIND("BU1108"),
    NO_VALUE("BU1109"),

    PRIVATE_KEY("BU1201", Weight.ALLOWABLE),
    TOKEN("BU1202", Weight.ALLOWABLE),
    PASSWORD("BU1203", Weight.ALLOWABLE),
    LOOKS_SECRET("BU1204", Weight.WARNING),

    UNKNOWN_REFERENCE("BU1301"),
    DUPLICATE_NAME("BU1302"),
    DUPLICATE_MAC("BU1303"),
    DUPLICATE_ADDRESS("BU1304"),
    OUTSIDE_NETWORK("BU1305"),
    RESERVED_ADDRESS("BU1306"),
    NO_CLUSTER("BU1307"),
    SECOND_CLUSTER("BU1308"),
    NO_SUCH_FILE("BU1309"),
    DUPLICATE_IDENTITY("BU1310"),
    IN_POOL("BU1311"),
    DUPLICATE_BMC("BU1312", Weight.ALLOWABLE),
    SHARED_BMC("BU1313", Weight.ALLOWABLE),
    SHARED_OUTLET("BU1314"),
    NO_OUTLET("BU1315"),
    LOCKED_OUTLET("BU1316"),
    OWN_OPTION("BU1317"),
    SAME_NETWORK("BU1318"),
    OTHER_FORECAST("BU1320"),
    POD_NETWORK("BU1321"),
    BURIED_ALIVE("BU1322"),
    SECOND_TOMBSTONE("BU1323"),
    RUNG_OF_OTHER_DRIVER("BU1330"),
    OTHER_DRIVER("BU1331"),
    OTHER_BOOT("BU1340"),
    ROOTFS_UNSAID("BU1341"),
    LIVE_PLANE("BU1342"),
    OTHER_PAYLOAD("BU1343"),
    TALOS("BU1344"),

    NO_ENDPOINT("BU1350"),
    NO_ROOTS("BU1351"),
    NOT_OF_K3S("BU1352"),

    BAD_PAYLOAD("BU1401"),

    PLAIN_HTTP("BU1604", Weight.WARNING),
    UNPINNED("BU1605", Weight.WARNING),
    COUNT("BU1606", Weight.WARNING),
    SPREAD("BU1607", Weight.WARNING),
    IDLE_OUTLET("BU1608", Weight.WARNING),
    OTHER_VERSION("BU1609", Weight.WARNING),
    NOBODY_SLEEPS("BU1610", Weight.WARNING),
    EVEN_PLANES("BU1611", Weight.WARNING),
    PLANES_TOGETHER("BU1612", Weight.WARNING),
    NO_WAY_ON("BU1613", Weight.WARNING),
    EXPIRED("BU1614", Weight.WARNING),

    ALLOW_UNKNOWN("BU1701"),
    ALLOW_FIRM("BU1702"),
    ALLOW_UNUSED("BU1703", Weight.WARNING);

    enum Weight {
        /// An error that nobody can wish away.
        FIRM,
        /// An error that `spec.lint.allow` lets pass.
        ALLOWABLE,
        WARNING
    }

    private final String text;
    private final Weight weight;

    Code(String text) {
        this(text, Weight.FIRM);
    }

    Code(String text, Weight weight) {
        this.text = text;
        this.weight = weight;
    }

    String text() {
        return text;
    }

    Weight weight() {
        return weight;
    }

    Severity severity() {
        return weight == Weight.WARNING ? Severity.WARNING : Severity.ERROR;
    }

    static Optional<Code> of(String text) {
        return Arrays.stream(values()).filter(code -> code.text.equals(text)).findFirst();
    }
}
