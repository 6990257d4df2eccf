package org.kocmoc.links;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;

/// The rendezvous of two devices. Any thread; blocks.
final class Links {
    /// A rendezvous as one of the two sees it.
    record Seen(byte[] kemKey, byte @Nullable [] offer) {}

    private final Database database;
    private final InstantSource clock;

    Links(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Opens a rendezvous for the caller, who is the new device; an earlier one of the same user
    /// that nobody came to ends.
    void open(Caller newcomer, byte[] id, byte[] kemKey) {
        database.execute(
                handle -> {
                    LinkStore.ofUser(handle, newcomer.user())
                            .forEach(former -> LinkStore.delete(handle, former));
                    LinkStore.Row row =
                            new LinkStore.Row(
                                    newcomer.user(), newcomer.tokenHash(), kemKey, null, null);
                    Duration life = Duration.ofSeconds(Size.LINK_SECONDS.value());
                    if (!LinkStore.insert(handle, id, row, clock.instant().plus(life))) {
                        throw new ApiException(LinkError.LINK_USED);
                    }
                });
    }

    Seen show(Caller caller, byte[] id) {
        return database.write(
                handle -> {
                    LinkStore.Row row = locked(handle, caller, id);
                    if (row.host() != null) {
                        isNewcomer(row, caller);
                    }
                    return new Seen(row.kemKey(), row.offer());
                });
    }

    /// The caller, an old device, takes the invitation; nobody else can afterwards.
    void offer(Caller host, byte[] id, byte[] offer) {
        database.execute(
                handle -> {
                    LinkStore.Row row = locked(handle, host, id);
                    if (row.host() != null || row.newcomer().equals(host.tokenHash())) {
                        throw new ApiException(LinkError.LINK_USED);
                    }
                    LinkStore.meet(handle, id, host.tokenHash(), offer);
                });
    }

    /// Leaves a frame for the other one. The same number again is a repeat and changes nothing.
    void send(Caller caller, byte[] id, int number, byte[] frame) {
        database.execute(
                handle -> {
                    boolean newcomer = isNewcomer(locked(handle, caller, id), caller);
                    int count = LinkStore.frames(handle, id, newcomer);
                    if (number >= Size.LINK_FRAMES.value()) {
                        throw new ApiException(LinkError.LINK_FULL);
                    }
                    if (number > count) {
                        throw new ApiException(LinkError.LINK_FIELDS);
                    }
                    if (number == count) {
                        LinkStore.addFrame(handle, id, newcomer, number, frame);
                    }
                });
    }

    /// A frame of the other one, if it is there.
    Optional<byte[]> receive(Caller caller, byte[] id, int number) {
        return database.write(
                handle -> {
                    boolean newcomer = isNewcomer(locked(handle, caller, id), caller);
                    return LinkStore.frame(handle, id, !newcomer, number);
                });
    }

    /// Ends the rendezvous.
    void close(Caller caller, byte[] id) {
        database.execute(
                handle -> {
                    locked(handle, caller, id);
                    LinkStore.delete(handle, id);
                });
    }

    void expire() {
        database.execute(handle -> LinkStore.expire(handle, clock.instant()));
    }

    private LinkStore.Row locked(Handle handle, Caller caller, byte[] id) {
        return LinkStore.lock(handle, id, clock.instant())
                .filter(row -> row.userId().equals(caller.user()))
                .orElseThrow(() -> new ApiException(LinkError.LINK_NOT_FOUND));
    }

    private static boolean isNewcomer(LinkStore.Row row, Caller caller) {
        if (row.newcomer().equals(caller.tokenHash())) {
            return true;
        }
        if (caller.tokenHash().equals(row.host())) {
            return false;
        }
        throw new ApiException(LinkError.LINK_USED);
    }
}
