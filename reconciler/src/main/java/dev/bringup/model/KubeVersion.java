package dev.bringup.model;

import java.util.Comparator;

/// A version of Kubernetes. What may run beside what is a matter of minors.
public record KubeVersion(int major, int minor, int patch) implements Comparable<KubeVersion> {

    /// As the schemas let it pass: three numbers.
    public static KubeVersion parse(String text) {
        String[] parts = text.split("\\.", 3);
        if (!text.matches("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}")) {
            throw new IllegalArgumentException("'" + text + "' is not a version like 1.36.2");
        }
        return new KubeVersion(
                Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
    }

    @Override
    public int compareTo(KubeVersion other) {
        return Comparator.comparingInt(KubeVersion::major)
                .thenComparingInt(KubeVersion::minor)
                .thenComparingInt(KubeVersion::patch)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return major + "." + minor + "." + patch;
    }
}
