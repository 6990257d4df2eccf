package org.kocmoc.client.chaos;

import java.util.List;
import java.util.Set;
import org.kocmoc.client.encryption.EncryptionException;
import org.kocmoc.client.wire.RefusedException;
import org.kocmoc.client.wire.UnreachableException;

/// What people and devices do when the server has been restored: devices come back one after
/// another, sign in where the server does not know their sign-in any more, and bring what it has
/// forgotten; then an admin looks who is in the groups. One thread.
final class Restored {
    private static final int ROUNDS = 20;
    private static final int ATTEMPTS = 5;

    private final World world;
    private final Course course;

    Restored(World world, Course course) {
        this.world = world;
        this.course = course;
    }

    void heal() {
        world.truth().restored();
        // Envelopes with keys may be gone.
        world.phones().forEach(Phone::damage);
        boolean whole = false;
        for (int round = 0; round < ROUNDS && !whole; round++) {
            whole = true;
            for (Phone phone : world.phones()) {
                whole &= comeBack(phone, round == ROUNDS - 1);
            }
        }
        for (long chat : world.chats()) {
            if (world.isGroup(chat)) {
                tidy(chat);
            }
        }
    }

    /// Whether it is as it was.
    ///
    /// @param last what is refused now stays refused
    private boolean comeBack(Phone phone, boolean last) {
        phone.stop();
        try {
            World.patiently(phone, phone::device);
            if (!reads(phone)) {
                return false;
            }
            // Whoever speaks must know who is in the group.
            World.patiently(phone, () -> phone.device().resume());
            return true;
        } catch (RefusedException e) {
            if (last) {
                throw e;
            }
            // The server does not know the sign-in.
            world.signInAnew(phone);
            return false;
        } catch (EncryptionException e) {
            if (last) {
                throw e;
            }
            return false;
        }
    }

    /// Whether the line let it read to the end; what it got so far it keeps.
    private static boolean reads(Phone phone) {
        int unreached = 0;
        while (unreached < ATTEMPTS) {
            try {
                phone.receive();
                return true;
            } catch (UnreachableException e) {
                unreached++;
            }
        }
        return false;
    }

    /// The server's members are those of the backup; the signed ones are newer.
    private void tidy(long chat) {
        Phone admin = world.human(0).phones().getFirst();
        Set<Long> signed = world.truth().signed(chat);
        Set<Long> shown = world.truth().people(chat);
        for (Human human : world.humans()) {
            if (shown.contains(human.id()) && !signed.contains(human.id())) {
                World.patiently(admin, () -> admin.device().members(chat).remove(human.id()));
                course.left(human, chat);
            } else if (!shown.contains(human.id()) && signed.contains(human.id())) {
                World.patiently(admin, () -> admin.device().members(chat).add(List.of(human.id())));
            }
        }
    }
}
