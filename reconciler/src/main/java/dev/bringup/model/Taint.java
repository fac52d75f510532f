package dev.bringup.model;

/// A Node's taint, as Kubernetes writes it: `key=value:effect`.
public record Taint(String key, String value, Effect effect) {

    public enum Effect {
        NO_SCHEDULE("NoSchedule"),
        PREFER_NO_SCHEDULE("PreferNoSchedule"),
        NO_EXECUTE("NoExecute");

        private final String text;

        Effect(String text) {
            this.text = text;
        }

        public String text() {
            return text;
        }
    }
}
