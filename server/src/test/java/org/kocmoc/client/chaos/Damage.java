package org.kocmoc.client.chaos;

import org.kocmoc.ratchet.Address;

/// What devices and the server lose. One thread.
final class Damage {
    private Damage() {}

    static void of(World world, Step step) {
        Phone victim = world.phone(step.who());
        victim.damage();
        switch (step.kind()) {
            case LOSE_SESSION -> {
                // What the other one sends or has sent in it is lost as well.
                world.phone(step.other()).damage();
                session(victim, world.phone(step.other()));
            }
            case LOSE_CHAINS -> chains(world, victim, world.phone(step.other()));
            case LOSE_ALL_SESSIONS ->
                    world.everyPhone()
                            .forEach(
                                    peer -> {
                                        peer.damage();
                                        session(victim, peer);
                                        chains(world, victim, peer);
                                    });
            case LOSE_PRE_KEYS -> preKeys(world, victim);
            default -> throw new IllegalArgumentException(step.toString());
        }
    }

    private static void session(Phone victim, Phone peer) {
        remove(victim, "session/" + peer.address().userId() + "/" + peer.address().deviceId());
    }

    private static void chains(World world, Phone victim, Phone peer) {
        Address from = peer.address();
        for (long chat : world.chats()) {
            remove(victim, "sender/%032x/%d/%d".formatted(chat, from.userId(), from.deviceId()));
        }
    }

    /// What the others think they share with a device that has forgotten it.
    static void remove(Phone victim, String record) {
        victim.store()
                .look(
                        records -> {
                            records.remove(record);
                            return record;
                        });
    }

    private static void preKeys(World world, Phone victim) {
        world.server()
                .database()
                .execute(
                        handle ->
                                handle.execute(
                                        "DELETE FROM e2ee_one_time_keys WHERE user_id = ?",
                                        victim.owner().id()));
        World.patiently(victim, () -> victim.device().replenish());
    }
}
