package dev.bringup.netboot.dns;

/// Numbers of record types and of what else a question may ask for.
public final class DnsType {

    public static final int A = 1;
    public static final int NS = 2;
    public static final int SOA = 6;
    public static final int PTR = 12;
    public static final int AAAA = 28;
    public static final int SRV = 33;
    public static final int OPT = 41;
    public static final int IXFR = 251;
    public static final int AXFR = 252;
    public static final int ANY = 255;

    /// The class of the Internet.
    public static final int IN = 1;

    private DnsType() {}
}
