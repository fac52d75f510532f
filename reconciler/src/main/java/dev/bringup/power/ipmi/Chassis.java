package dev.bringup.power.ipmi;

import java.util.Arrays;
import java.util.Optional;

/// The chassis and session commands in use, as numbers and contents.
public final class Chassis {

    public static final int CHASSIS = 0x00;
    public static final int APPLICATION = 0x06;

    static final int GET_STATUS = 0x01;
    static final int CONTROL = 0x02;
    static final int SET_BOOT = 0x08;
    static final int GET_BOOT = 0x09;
    static final int GET_DEVICE_ID = 0x01;
    static final int GET_CAPABILITIES = 0x38;
    static final int SET_PRIVILEGE = 0x3b;
    static final int CLOSE_SESSION = 0x3c;

    public static final int OK = 0x00;
    static final int UNKNOWN_COMMAND = 0xc1;
    static final int WRONG_LENGTH = 0xc7;
    static final int INVALID_FIELD = 0xcc;

    /// "Command not supported in present state": what BMCs answer to a reset of what is off.
    public static final int NOT_IN_THIS_STATE = 0xd5;

    static final int ADMINISTRATOR = 4;

    private static final int BOOT_FLAGS = 5;

    /// What chassis control can do.
    public enum Control {
        DOWN(0),
        UP(1),
        CYCLE(2),
        RESET(3),
        SOFT_OFF(5);

        private final int code;

        Control(int code) {
            this.code = code;
        }

        static Optional<Control> of(int code) {
            return Arrays.stream(values()).filter(c -> c.code == code).findFirst();
        }
    }

    /// Where the next boot comes from; `AS_IT_IS` is no override.
    public enum Device {
        AS_IT_IS(0),
        PXE(1),
        DISK(2);

        private final int code;

        Device(int code) {
            this.code = code;
        }
    }

    private Chassis() {}

    /// A command; its sequence number is given when it is sent.
    public record Command(int function, int number, Bytes content) {

        IpmiMessage with(int sequence) {
            return new IpmiMessage(function, number, sequence, content);
        }
    }

    /// The channel this came over, and that we speak 2.0.
    public static Command capabilities() {
        return new Command(APPLICATION, GET_CAPABILITIES, Bytes.of(0x8e, ADMINISTRATOR));
    }

    /// Whether an answer to [#capabilities] offers RMCP+ sessions.
    public static boolean speaksPlus(Bytes answer) {
        return answer.length() >= 5 && (answer.u8(2) & 0x80) != 0 && (answer.u8(4) & 0x02) != 0;
    }

    public static Command privilege() {
        return new Command(APPLICATION, SET_PRIVILEGE, Bytes.of(ADMINISTRATOR));
    }

    public static Command close(int bmcSession) {
        return new Command(APPLICATION, CLOSE_SESSION, Bytes.u32(bmcSession));
    }

    public static Command status() {
        return new Command(CHASSIS, GET_STATUS, Bytes.NONE);
    }

    /// From the content of the answer to [#status]; empty if that is too short.
    public static Optional<Boolean> isOn(Bytes answer) {
        return answer.length() < 2 ? Optional.empty() : Optional.of((answer.u8(1) & 1) == 1);
    }

    public static Command control(Control control) {
        return new Command(CHASSIS, CONTROL, Bytes.of(control.code));
    }

    /// For the next boot only, the same for BIOS and UEFI.
    public static Command boot(Device device) {
        return new Command(
                CHASSIS, SET_BOOT, Bytes.of(BOOT_FLAGS, 0x80, device.code << 2, 0, 0, 0));
    }

    /// Boot flags in the content of a request to set them; empty for all other parameters, which
    /// only guard or log the change.
    static Optional<Device> device(Bytes request) {
        if (request.length() < 3 || (request.u8(0) & 0x7f) != BOOT_FLAGS) {
            return Optional.empty();
        }
        int code = request.u8(2) >> 2 & 15;
        boolean valid = (request.u8(1) & 0x80) != 0;
        return Optional.of(
                Arrays.stream(Device.values())
                        .filter(d -> valid && d.code == code)
                        .findFirst()
                        .orElse(Device.AS_IT_IS));
    }

    static Bytes bootAnswer(int parameter, Device device) {
        Bytes flags =
                parameter != BOOT_FLAGS
                        ? Bytes.of(0, 0)
                        : Bytes.of(device == Device.AS_IT_IS ? 0 : 0x80, device.code << 2, 0, 0, 0);
        return Bytes.of(1, parameter).and(flags);
    }
}
