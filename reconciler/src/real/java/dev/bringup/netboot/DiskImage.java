package dev.bringup.netboot;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bringup.model.Sha256;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

/// A disk image of this Debian with cloud-init that boots by BIOS, as an operator would make it. It
/// knows nothing of serial consoles: those come by kernel arguments. Made once per build.
record DiskImage(Path file, Sha256 digest) {

    private static final String SCRIPT =
            """
            set -e
            . /etc/os-release
            mmdebstrap --quiet --variant=minbase --aptopt='APT::Install-Recommends "false"' \\
                --dpkgopt='path-exclude=/usr/share/doc/*' \\
                --dpkgopt='path-exclude=/usr/share/locale/*' \\
                --include=systemd-sysv,systemd-resolved,dbus,udev,iproute2,netbase,ca-certificates \\
                --include=linux-image-cloud-amd64,initramfs-tools,zstd,cloud-init,e2fsprogs \\
                "$VERSION_CODENAME" root.tar
            mkdir root && tar -C root -xpf root.tar --exclude='./dev/*'
            echo 'LABEL=root / ext4 errors=remount-ro 0 1' > root/etc/fstab
            ln -sf /run/systemd/resolve/stub-resolv.conf root/etc/resolv.conf
            : > root/etc/machine-id
            rm -rf root/var/cache/apt/* root/var/lib/apt/lists/*
            mkdir -p root/boot/grub
            systemctl --root root enable systemd-networkd systemd-resolved
            V=$(cd root/boot && echo vmlinuz-*) && V=${V#vmlinuz-}
            cat > root/boot/grub/grub.cfg <<END
            search --no-floppy --label root --set=root
            linux /boot/vmlinuz-$V root=LABEL=root ro quiet net.ifnames=0
            initrd /boot/initrd.img-$V
            boot
            END
            truncate -s 900M disk.raw
            sgdisk -n1:2048:+1M -t1:ef02 -n2:0:0 -t2:8300 -c2:root disk.raw
            truncate -s $((900 * 1048576 - 4096 * 512 - 33 * 512)) root.img
            mke2fs -q -t ext4 -L root -d root root.img
            dd if=root.img of=disk.raw bs=1M seek=2 conv=notrunc,sparse
            G=/usr/lib/grub/i386-pc
            printf 'search --no-floppy --label root --set=root\\nset prefix=($root)/boot/grub\\n' > early.cfg
            grub-mkimage -O i386-pc -d $G -c early.cfg -p /boot/grub -o core.img \\
                biosdisk part_gpt ext2 search search_label linux normal configfile boot
            # Where the boot sector finds the rest, and where that finds its own.
            at() { dd of="$1" bs=1 seek=$(($2)) conv=notrunc; }
            N=$((($(stat -c %s core.img) + 511) / 512 - 1))
            printf '\\001\\010\\0\\0\\0\\0\\0\\0' | at core.img 0x1f4
            printf "\\\\$(printf %o $((N % 256)))\\\\$(printf %o $((N / 256)))\\\\040\\\\010" | at core.img 0x1fc
            cp $G/boot.img boot.img
            printf '\\000\\010\\0\\0\\0\\0\\0\\0' | at boot.img 0x5c
            printf '\\220\\220' | at boot.img 0x66
            dd if=boot.img of=disk.raw bs=440 count=1 conv=notrunc
            dd if=core.img of=disk.raw bs=512 seek=2048 conv=notrunc
            zstd -q -3 disk.raw -o image.raw.zst
            rm -rf root root.tar root.img disk.raw
            """;

    static DiskImage make() throws Exception {
        String recipe = sha256(SCRIPT.getBytes(StandardCharsets.UTF_8)).substring(0, 12);
        Path folder = Path.of("target/real-image-" + recipe).toAbsolutePath();
        Path image = folder.resolve("image.raw.zst");
        if (!Files.exists(image)) {
            Files.createDirectories(folder);
            Path log = folder.resolve("log");
            Process made =
                    new ProcessBuilder(List.of("sh", "-c", SCRIPT))
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
            assertEquals(0, made.waitFor(), () -> "see " + log);
        }
        return new DiskImage(image, new Sha256(sha256(Files.readAllBytes(image))));
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
