package dev.bringup.manifest;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a part of a Butane config may hold. A name in Ignition is that in Butane in camel case
/// unless it is said here.
sealed interface Shape {

    enum Scalar implements Shape {
        TEXT,
        /// An absolute path.
        PATH,
        NUMBER,
        /// A number as `0644`: octal with a leading zero.
        MODE,
        TRUTH
    }

    record ListOf(Shape item) implements Shape {}

    record Fields(Map<String, Shape> byName, Set<String> required) implements Shape {}

    /// `inline`, `local` or `source`, which all become a source.
    record Resource() implements Shape {}

    Map<String, String> OTHER_NAMES = Map.of("size_mib", "sizeMiB", "start_mib", "startMiB");

    Fields OWNER = fields(Set.of(), "id", Scalar.NUMBER, "name", Scalar.TEXT);

    Fields NODE =
            fields(
                    Set.of("path"),
                    "path",
                    Scalar.PATH,
                    "overwrite",
                    Scalar.TRUTH,
                    "user",
                    OWNER,
                    "group",
                    OWNER);

    Fields USER =
            fields(
                    Set.of("name"),
                    "name",
                    Scalar.TEXT,
                    "password_hash",
                    Scalar.TEXT,
                    "ssh_authorized_keys",
                    new ListOf(Scalar.TEXT),
                    "ssh_authorized_keys_local",
                    new ListOf(Scalar.TEXT),
                    "uid",
                    Scalar.NUMBER,
                    "gecos",
                    Scalar.TEXT,
                    "home_dir",
                    Scalar.PATH,
                    "no_create_home",
                    Scalar.TRUTH,
                    "primary_group",
                    Scalar.TEXT,
                    "groups",
                    new ListOf(Scalar.TEXT),
                    "no_user_group",
                    Scalar.TRUTH,
                    "no_log_init",
                    Scalar.TRUTH,
                    "shell",
                    Scalar.PATH,
                    "should_exist",
                    Scalar.TRUTH,
                    "system",
                    Scalar.TRUTH);

    Fields GROUP =
            fields(
                    Set.of("name"),
                    "name",
                    Scalar.TEXT,
                    "gid",
                    Scalar.NUMBER,
                    "password_hash",
                    Scalar.TEXT,
                    "should_exist",
                    Scalar.TRUTH,
                    "system",
                    Scalar.TRUTH);

    Fields PARTITION =
            fields(
                    Set.of(),
                    "label",
                    Scalar.TEXT,
                    "number",
                    Scalar.NUMBER,
                    "size_mib",
                    Scalar.NUMBER,
                    "start_mib",
                    Scalar.NUMBER,
                    "type_guid",
                    Scalar.TEXT,
                    "guid",
                    Scalar.TEXT,
                    "wipe_partition_entry",
                    Scalar.TRUTH,
                    "should_exist",
                    Scalar.TRUTH,
                    "resize",
                    Scalar.TRUTH);

    Fields DISK =
            fields(
                    Set.of("device"),
                    "device",
                    Scalar.PATH,
                    "wipe_table",
                    Scalar.TRUTH,
                    "partitions",
                    new ListOf(PARTITION));

    Fields RAID =
            fields(
                    Set.of("name", "level", "devices"),
                    "name",
                    Scalar.TEXT,
                    "level",
                    Scalar.TEXT,
                    "devices",
                    new ListOf(Scalar.PATH),
                    "spares",
                    Scalar.NUMBER,
                    "options",
                    new ListOf(Scalar.TEXT));

    Fields FILESYSTEM =
            fields(
                    Set.of("device", "format"),
                    "device",
                    Scalar.PATH,
                    "format",
                    Scalar.TEXT,
                    "path",
                    Scalar.PATH,
                    "wipe_filesystem",
                    Scalar.TRUTH,
                    "label",
                    Scalar.TEXT,
                    "uuid",
                    Scalar.TEXT,
                    "options",
                    new ListOf(Scalar.TEXT),
                    "mount_options",
                    new ListOf(Scalar.TEXT),
                    "with_mount_unit",
                    Scalar.TRUTH);

    Fields DROPIN =
            fields(
                    Set.of("name"),
                    "name",
                    Scalar.TEXT,
                    "contents",
                    Scalar.TEXT,
                    "contents_local",
                    Scalar.TEXT);

    Fields UNIT =
            fields(
                    Set.of("name"),
                    "name",
                    Scalar.TEXT,
                    "enabled",
                    Scalar.TRUTH,
                    "mask",
                    Scalar.TRUTH,
                    "contents",
                    Scalar.TEXT,
                    "contents_local",
                    Scalar.TEXT,
                    "dropins",
                    new ListOf(DROPIN));

    Fields TREE = fields(Set.of("local"), "local", Scalar.TEXT, "path", Scalar.PATH);

    Fields STORAGE =
            fields(
                    Set.of(),
                    "disks",
                    new ListOf(DISK),
                    "raid",
                    new ListOf(RAID),
                    "filesystems",
                    new ListOf(FILESYSTEM),
                    "files",
                    new ListOf(
                            and(
                                    NODE,
                                    "contents",
                                    new Resource(),
                                    "append",
                                    new ListOf(new Resource()),
                                    "mode",
                                    Scalar.MODE)),
                    "directories",
                    new ListOf(and(NODE, "mode", Scalar.MODE)),
                    "links",
                    new ListOf(and(NODE, "target", Scalar.TEXT, "hard", Scalar.TRUTH)),
                    "trees",
                    new ListOf(TREE));

    Fields CONFIG =
            fields(
                    Set.of("variant", "version"),
                    "variant",
                    Scalar.TEXT,
                    "version",
                    Scalar.TEXT,
                    "passwd",
                    fields(Set.of(), "users", new ListOf(USER), "groups", new ListOf(GROUP)),
                    "storage",
                    STORAGE,
                    "systemd",
                    fields(Set.of(), "units", new ListOf(UNIT)),
                    "kernel_arguments",
                    fields(
                            Set.of(),
                            "should_exist",
                            new ListOf(Scalar.TEXT),
                            "should_not_exist",
                            new ListOf(Scalar.TEXT)));

    Fields RESOURCE =
            fields(
                    Set.of(),
                    "inline",
                    Scalar.TEXT,
                    "local",
                    Scalar.TEXT,
                    "source",
                    Scalar.TEXT,
                    "compression",
                    Scalar.TEXT,
                    "http_headers",
                    new ListOf(
                            fields(
                                    Set.of("name", "value"),
                                    "name",
                                    Scalar.TEXT,
                                    "value",
                                    Scalar.TEXT)),
                    "verification",
                    fields(Set.of("hash"), "hash", Scalar.TEXT));

    /// Names and shapes in turn.
    private static Fields fields(Set<String> required, Object... pairs) {
        Map<String, Shape> byName = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            byName.put((String) pairs[i], (Shape) pairs[i + 1]);
        }
        return new Fields(byName, required);
    }

    private static Fields and(Fields base, Object... pairs) {
        Map<String, Shape> byName = new LinkedHashMap<>(base.byName);
        byName.putAll(fields(Set.of(), pairs).byName);
        return new Fields(byName, base.required);
    }

    static String ignitionName(String butane) {
        StringBuilder name = new StringBuilder();
        List<String> words = List.of(butane.split("_", -1));
        words.forEach(word ->
                name.append(
                        name.isEmpty()
                                ? word
                                : Character.toUpperCase(word.charAt(0)) + word.substring(1)));
        return OTHER_NAMES.getOrDefault(butane, name.toString());
    }

    /// As Ignition's own keys are ordered when people compare two configs.
    static Map<String, Object> object() {
        return new TreeMap<>();
    }
}
