package dev.bringup.power;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.net.NetworkInterface;
import java.util.List;
import java.util.Optional;

/// Whole Ethernet frames by one interface of this host. The JDK has no socket for them, so Linux is
/// asked for one.
final class RawEthernet {

    private static final int AF_PACKET = 17;
    private static final int SOCK_RAW = 3;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int EPERM = 1;

    /// Of `struct sockaddr_ll`: the family, the index of the interface, the length of an address.
    private static final int SOCKADDR_LL = 20;

    private static final int IFINDEX = 4;
    private static final int HALEN = 11;

    private static final StructLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO =
            CAPTURED.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private RawEthernet() {}

    /// The hardware address of an interface, or why there is none.
    static byte[] source(String device) throws IOException {
        NetworkInterface found = NetworkInterface.getByName(device);
        if (found == null) {
            throw new IOException("there is no interface " + device + " here");
        }
        byte[] address = found.getHardwareAddress();
        if (address == null) {
            throw new IOException("interface " + device + " is none of Ethernet");
        }
        return address;
    }

    /// Why no frame could leave by this interface, if none could.
    static Optional<String> trouble(String device) {
        try {
            byte[] _ = source(device);
            send(device, List.of());
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    static void send(String device, List<byte[]> frames) throws IOException {
        if (!System.getProperty("os.name").equals("Linux")) {
            throw new IOException("raw Ethernet needs Linux");
        }
        int index = NetworkInterface.getByName(device).getIndex();
        try (Arena arena = Arena.ofConfined()) {
            send(arena, index, frames);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException("no raw Ethernet: " + e, e);
        }
    }

    // invokeExact throws what it likes.
    private static void send(Arena arena, int index, List<byte[]> frames) throws Throwable {
        MemorySegment state = arena.allocate(CAPTURED);
        int socket = (int) Calls.SOCKET.invokeExact(state, AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);
        if (socket < 0) {
            int error = (int) ERRNO.get(state, 0L);
            throw new IOException(
                    error == EPERM
                            ? "the kernel gives no raw socket; it takes CAP_NET_RAW"
                            : "the kernel gives no raw socket: error " + error);
        }
        try {
            MemorySegment to = arena.allocate(SOCKADDR_LL, Integer.BYTES);
            to.set(JAVA_SHORT, 0, (short) AF_PACKET);
            to.set(JAVA_INT, IFINDEX, index);
            to.set(JAVA_BYTE, HALEN, (byte) 6);
            for (byte[] frame : frames) {
                MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, frame);
                long sent =
                        (long)
                                Calls.SENDTO.invokeExact(
                                        state,
                                        socket,
                                        bytes,
                                        (long) frame.length,
                                        0,
                                        to,
                                        SOCKADDR_LL);
                if (sent != frame.length) {
                    throw new IOException(
                            "the kernel does not send it: error " + (int) ERRNO.get(state, 0L));
                }
            }
        } finally {
            int _ = (int) Calls.CLOSE.invokeExact(state, socket);
        }
    }

    /// Found when they are needed first.
    private static final class Calls {

        static final MethodHandle SOCKET =
                call("socket", FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT));
        static final MethodHandle SENDTO =
                call(
                        "sendto",
                        FunctionDescriptor.of(
                                JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS,
                                JAVA_INT));
        static final MethodHandle CLOSE = call("close", FunctionDescriptor.of(JAVA_INT, JAVA_INT));

        @SuppressWarnings("restricted")
        private static MethodHandle call(String name, FunctionDescriptor shape) {
            Linker linker = Linker.nativeLinker();
            return linker.downcallHandle(
                    linker.defaultLookup().findOrThrow(name),
                    shape,
                    Linker.Option.captureCallState("errno"));
        }
    }
}
