package dev.bringup.netboot;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What firmware is given to start, by its architecture: iPXE, or the shim before it where there is
/// a chain for Secure Boot. A shim starts its program without Secure Boot just as well.
record Programs(List<Chain> chains) {

    static final Programs PLAIN = new Programs(List.of());

    Programs {
        chains = List.copyOf(chains);
    }

    /// Reads the disk: not for an event loop.
    static Programs in(Path folder) {
        List<Chain> whole = new ArrayList<>();
        for (Chain.Cpu cpu : Chain.Cpu.values()) {
            cpu.chains().stream().filter(chain -> chain.isIn(folder)).forEach(whole::add);
        }
        return new Programs(whole);
    }

    /// Where another server gives the address, GRUB asks that one for its orders.
    Programs beside() {
        return new Programs(chains.stream().filter(Chain::startsIpxe).toList());
    }

    /// By the numbers of RFC 4578, and of IANA's list, which gave 7 to x64 UEFI; firmware in the
    /// field sends 9 as well. 15 to 19 are the same by HTTP, where GRUB finds no network.
    Optional<String> file(int architecture) {
        return switch (architecture) {
            case 0 -> Optional.of("undionly.kpxe");
            case 6, 15 -> Optional.of("snponly-i386.efi");
            case 7, 9 -> Optional.of(first(Chain.Cpu.X64));
            case 16, 17 -> Optional.of(beside().first(Chain.Cpu.X64));
            case 10, 18 -> Optional.of("ipxe-arm32.efi");
            case 11 -> Optional.of(first(Chain.Cpu.ARM64));
            case 19 -> Optional.of(beside().first(Chain.Cpu.ARM64));
            case 27 -> Optional.of("ipxe-riscv64.efi");
            case 39 -> Optional.of("ipxe-loong64.efi");
            default -> Optional.empty();
        };
    }

    private String first(Chain.Cpu cpu) {
        return chains.stream()
                .filter(chain -> chain.cpu() == cpu)
                .map(Chain::shim)
                .findFirst()
                .orElseGet(cpu::plain);
    }
}
