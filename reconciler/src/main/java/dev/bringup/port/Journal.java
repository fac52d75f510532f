package dev.bringup.port;

import java.util.List;

/// What must survive a crash, written before the effect it speaks of.
public interface Journal {

    /// All entries that still matter, oldest first.
    List<Entry> read();

    /// On return the entry is on disk.
    void append(Entry entry);
}
