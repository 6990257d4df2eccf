package org.kocmoc.client.chaos;

import java.util.Locale;

/// One thing that happens. The numbers count people, devices and chats from the beginning again
/// when there are fewer, and what does not fit at the time is passed over: so any part of a history
/// is a history.
///
/// @param who the device or person that it happens to
/// @param other another device or person, or a chat
/// @param number what else there is to say: a text, a fuse
record Step(Kind kind, int who, int other, int number) {
    enum Kind {
        /// A device says text `number` in chat `other`.
        SAY(430),
        /// The same, and its process dies after so many changes of its store as `number` / 2,
        /// before or after the last of them.
        DIE_SAYING(20),
        /// A device takes what waits.
        RECEIVE(440),
        /// The same, and its process dies.
        DIE_RECEIVING(20),
        /// A device forgets its session with another one.
        LOSE_SESSION(20),
        /// A device forgets all its sessions and all chains that it was given.
        LOSE_ALL_SESSIONS(6),
        /// A device forgets the chains of another one.
        LOSE_CHAINS(20),
        /// The server forgets the one-time keys of a person's devices.
        LOSE_PRE_KEYS(10),
        /// A person gets another device.
        LINK(8),
        /// A person takes a device off the account.
        UNLINK(6),
        /// An admin adds a person to a group.
        ADD(8),
        /// An admin removes a person from a group.
        REMOVE(6),
        /// A person leaves a group.
        LEAVE(2),
        /// Eight days go by.
        WEEK(4),
        /// The server is backed up.
        BACK_UP(0),
        /// The server is replaced by one that is restored from its backup.
        RESTORE(0);

        private final int share;

        /// @param share of a thousand steps; what has none is put where it belongs
        Kind(int share) {
            this.share = share;
        }

        int share() {
            return share;
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT)
                + "("
                + who
                + ", "
                + other
                + ", "
                + number
                + ")";
    }
}
