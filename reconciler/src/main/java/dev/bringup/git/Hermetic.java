package dev.bringup.git;

import java.util.concurrent.TimeUnit;
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

        /// How fine timestamps of files are, in milliseconds: those of Linux are as fine as its
        /// clock ticks, ten at the most. When nobody says so, JGit measures it, which takes seconds
        /// and leaves files in the user's repository when the program ends meanwhile.
        private static final long FINE = 20;

        Nothing(Config parent, FS fs) {
            super(parent, null, fs);
        }

        @Override
        public long getTimeUnit(
                String section, String subsection, String name, long usual, TimeUnit unit) {
            return section.equals("filesystem")
                    ? unit.convert(FINE, TimeUnit.MILLISECONDS)
                    : super.getTimeUnit(section, subsection, name, usual, unit);
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
