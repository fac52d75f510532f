package dev.bringup.app;

import dev.bringup.netboot.Chain;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What of the boot files machines start that have Secure Boot on.
record SecureBootCheck(Path folder) {

    private static final String ABOUT = "Secure Boot";

    List<Finding> all() {
        List<Finding> all = new ArrayList<>();
        for (Chain.Cpu cpu : Chain.Cpu.values()) {
            all.addAll(halves(cpu));
            cpu.chains().stream()
                    .filter(chain -> chain.isIn(folder))
                    .findFirst()
                    .ifPresent(chain -> all.addAll(whole(chain)));
        }
        return all.isEmpty() ? List.of(nothing()) : all;
    }

    private Finding nothing() {
        String plain = Chain.Cpu.X64.plain();
        if (Chain.isSigned(folder, plain)) {
            return Finding.fine(
                    ABOUT, plain + " is signed: firmware that knows the key of that starts it");
        }
        return new Finding(
                Finding.State.FINE,
                ABOUT,
                "no machine can boot with it on: nothing signed is in " + folder,
                "switch it off in their firmware; or put a shim and what it starts there, as"
                        + " docs/secure-boot.md says");
    }

    private List<Finding> whole(Chain chain) {
        List<Finding> all = new ArrayList<>();
        for (String file : List.of(chain.shim(), chain.next())) {
            if (!Chain.isSigned(folder, file)) {
                all.add(
                        Finding.warning(
                                ABOUT,
                                "%s is not signed: %s UEFI machines that have it on start nothing"
                                        .formatted(file, name(chain.cpu())),
                                "take both %s and %s from where they are signed"
                                        .formatted(chain.shim(), chain.next())));
            }
        }
        lender(chain).ifPresent(all::add);
        if (all.isEmpty()) {
            all.add(Finding.fine(ABOUT, sentence(chain)));
        }
        return all;
    }

    private String sentence(Chain chain) {
        String both =
                "%s UEFI machines start %s, and that %s"
                        .formatted(name(chain.cpu()), chain.shim(), chain.next());
        return chain.startsIpxe()
                ? both
                : both
                        + "; those that boot by HTTP, or beside another DHCP server, get "
                        + chain.cpu().plain();
    }

    /// iPXE asks a distribution's shim whether a kernel may start: its own knows iPXE only.
    private Optional<Finding> lender(Chain chain) {
        String lender = chain.cpu().distribution();
        return !chain.startsIpxe() || Chain.isSigned(folder, lender)
                ? Optional.empty()
                : Optional.of(
                        Finding.warning(
                                ABOUT,
                                "%s starts, and then no kernel: there is no signed %s in %s"
                                        .formatted(chain.next(), lender, folder),
                                "copy there the shim of the distribution that the kernels are of,"
                                        + " as shimx64.efi.signed of Debian's package"
                                        + " shim-signed"));
    }

    /// Of those that are better than the one that is used.
    private List<Finding> halves(Chain.Cpu cpu) {
        return cpu.chains().stream()
                .takeWhile(chain -> !chain.isIn(folder))
                .flatMap(chain -> half(chain).stream())
                .toList();
    }

    private Optional<Finding> half(Chain chain) {
        boolean shim = Chain.isThere(folder, chain.shim());
        boolean next = Chain.isThere(folder, chain.next());
        if (shim == next || (next && chain.isForAll())) {
            return Optional.empty();
        }
        String there = shim ? chain.shim() : chain.next();
        String missing = shim ? chain.next() : chain.shim();
        return Optional.of(
                Finding.warning(
                        ABOUT,
                        "%s is there without %s, and is not used".formatted(there, missing),
                        "put %s into %s, from where %s is".formatted(missing, folder, there)));
    }

    private static String name(Chain.Cpu cpu) {
        return switch (cpu) {
            case X64 -> "x64";
            case ARM64 -> "ARM64";
        };
    }
}
