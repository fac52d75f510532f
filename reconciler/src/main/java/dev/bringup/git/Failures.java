package dev.bringup.git;

/// JGit's exceptions as one sentence.
final class Failures {

    private Failures() {}

    /// The innermost cause is nearest to the truth; the outermost names the remote.
    static String said(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String outer = text(e);
        String inner = text(root);
        return outer.contains(inner) ? outer : outer + ": " + inner;
    }

    private static String text(Throwable e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message.strip();
    }
}
