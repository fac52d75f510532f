package dev.bringup.app;

import dev.bringup.port.Entry;
import dev.bringup.port.Journal;
import java.util.List;
import java.util.function.Consumer;

/// A journal that tells, when it is read, of the attempts that ended: history outlives a restart.
record Retold(Journal journal, Consumer<Entry.Closed> past) implements Journal {

    @Override
    public List<Entry> read() {
        List<Entry> entries = journal.read();
        for (Entry entry : entries) {
            if (entry instanceof Entry.Closed closed) {
                past.accept(closed);
            }
        }
        return entries;
    }

    @Override
    public void append(Entry entry) {
        journal.append(entry);
    }
}
