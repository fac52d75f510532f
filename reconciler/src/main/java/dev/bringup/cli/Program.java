package dev.bringup.cli;

/// What the commands call. `app` implements it; each gives an exit code.
public interface Program extends Workbench {

    int run(RunOptions options) throws Failure;

    int lab(LabOptions options) throws Failure;

    String version();

    /// Ends a command with one clear sentence.
    final class Failure extends Exception {
        private static final long serialVersionUID = 1;

        private final int exitCode;

        public Failure(int exitCode, String sentence) {
            super(sentence);
            this.exitCode = exitCode;
        }

        public int exitCode() {
            return exitCode;
        }
    }
}
