package org.kocmoc.client.chaos;

import java.util.function.Function;
import org.kocmoc.client.encryption.MemoryStore;
import org.kocmoc.ratchet.RatchetStore;

/// The store of a process that can die at any change of it, before or after that is kept. What the
/// process had in memory and what it keeps elsewhere goes with it: what it wrote down since the
/// last change is [Journal]'s. One thread.
final class MortalStore implements RatchetStore {
    /// What the program around the SDK keeps of its own, together with the next change of the
    /// store.
    interface Journal {
        void keep();

        void forget();
    }

    /// The process is dead.
    static final class Death extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Death() {
            super("the process died");
        }
    }

    private final MemoryStore store = new MemoryStore();
    private final Journal journal;
    private int fuse;
    private boolean after;
    private boolean dead;

    MortalStore(Journal journal) {
        this.journal = journal;
    }

    /// Lets the process die at one of the next changes.
    ///
    /// @param changes how many are left
    /// @param kept whether the last of them is kept
    void light(int changes, boolean kept) {
        fuse = changes;
        after = kept;
    }

    /// A new process.
    void revive() {
        dead = false;
        fuse = 0;
    }

    @Override
    public <T> T transaction(Function<Records, T> work) {
        boolean last = fuse > 0 && --fuse == 0;
        if (dead || (last && !after)) {
            throw die();
        }
        T result = store.transaction(work);
        journal.keep();
        if (last) {
            throw die();
        }
        return result;
    }

    private Death die() {
        dead = true;
        journal.forget();
        return new Death();
    }

    /// For looking and for damage, whatever has become of the process.
    <T> T look(Function<Records, T> work) {
        return store.transaction(work);
    }

    /// Whether something is there, changed by the work or not: nothing of it is kept.
    boolean tries(Function<Records, Boolean> work) {
        boolean[] went = new boolean[1];
        try {
            store.transaction(
                    records -> {
                        went[0] = work.apply(records);
                        throw new Death();
                    });
        } catch (Death e) {
            return went[0];
        }
        return went[0];
    }
}
