package dev.bringup.git;

import org.eclipse.jgit.lib.Config;
import org.eclipse.jgit.storage.file.FileBasedConfig;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/// Keeps the user's and the system's Git configuration out: what a daemon fetches must not depend
/// on whose home it runs in. It also saves JGit from starting `git` to ask where that file is.
final class Hermetic extends SystemReader.Delegate {

    private Hermetic(SystemReader system) {
        super(system);
    }

    /// JGit has one reader for the whole process, so it is replaced once.
    static synchronized void install() {
        if (!(SystemReader.getInstance() instanceof Hermetic)) {
            SystemReader.setInstance(new Hermetic(SystemReader.getInstance()));
            // Else the first open waits four seconds while JGit measures how fine the file system's
            // timestamps are, which only a work tree needs to know.
            FS.FileStoreAttributes.setBackground(true);
        }
    }

    @Override
    public FileBasedConfig openSystemConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openUserConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    @Override
    public FileBasedConfig openJGitConfig(Config parent, FS fs) {
        return new Nothing(parent, fs);
    }

    /// A configuration without a file.
    private static final class Nothing extends FileBasedConfig {

        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public void load() {}

        @Override
        public void save() {}

        @Override
        public boolean isOutdated() {
            return false;
        }
    }
}
