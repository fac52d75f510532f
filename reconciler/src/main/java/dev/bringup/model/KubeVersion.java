package dev.bringup.model;

import java.util.Comparator;

/// A version of Kubernetes. What may run beside what is a matter of minors.
public record KubeVersion(int major, int minor, int patch) implements Comparable<KubeVersion> {

    private static final String OF_K3S = "\\+k3s[0-9]{1,4}$";

    /// As the schemas let it pass: three numbers. Which build of k3s it is says nothing about what
    /// may run beside it.
    public static KubeVersion parse(String version) {
        String text = version.replaceFirst(OF_K3S, "");
        String[] parts = text.split("\\.", 3);
        if (!text.matches("[0-9]{1,4}\\.[0-9]{1,4}\\.[0-9]{1,4}")) {
            throw new IllegalArgumentException("'" + version + "' is not a version like 1.36.2");
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
