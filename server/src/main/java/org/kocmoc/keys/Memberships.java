package org.kocmoc.keys;

import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.chats.ChatMode;
import org.kocmoc.chats.ChatsError;
import org.kocmoc.chats.Role;
import org.kocmoc.db.Database;

/// The membership chains of encrypted groups: what admins' devices have signed, in one order for
/// everybody. The server keeps it and cannot add to it. Any thread; blocks.
final class Memberships {
    private final Database database;
    private final ChatAccess access;
    private final InstantSource clock;

    Memberships(Database database, ChatAccess access, InstantSource clock) {
        this.database = database;
        this.access = access;
        this.clock = clock;
    }

    /// Takes the next entry in; the newest one again changes nothing.
    ///
    /// @throws ApiException `MEMBERSHIP_CHANGED` if it does not come right after the newest one;
    ///   `ROLE_TOO_LOW` if it is not for its signer to make
    void append(Device actor, ChatId chat, MembershipEntry entry) {
        database.execute(
                handle -> {
                    ChatForMember member = encrypted(handle, actor, chat);
                    byte[] certificate =
                            DeviceStore.certificate(handle, actor.user(), actor.id())
                                    .orElseThrow(() -> new ApiException(KeysError.DEVICE_REQUIRED));
                    entry.require(chat, actor, DeviceCertificate.parse(certificate).signingKey());
                    List<MembershipStore.Row> newest = MembershipStore.newest(handle, chat);
                    if (isSame(newest, entry)) {
                        return;
                    }
                    if (!follows(newest, entry)) {
                        throw new ApiException(KeysError.MEMBERSHIP_CHANGED);
                    }
                    if (!isAllowed(newest, member, entry)) {
                        throw new ApiException(ChatsError.ROLE_TOO_LOW);
                    }
                    if (!MembershipStore.insert(handle, entry, certificate, clock.instant())) {
                        throw new ApiException(KeysError.MEMBERSHIP_CHANGED);
                    }
                });
    }

    private ChatForMember encrypted(Handle handle, Device actor, ChatId chat) {
        ChatForMember member = access.asMember(handle, actor.user(), chat);
        if (member.mode() != ChatMode.E2EE) {
            throw new ApiException(KeysError.MEMBERSHIP_INVALID);
        }
        return member;
    }

    /// Roles in the chat count for the first entry only: who steps down there signs it afterwards.
    private static boolean isAllowed(
            List<MembershipStore.Row> newest, ChatForMember member, MembershipEntry entry) {
        return newest.isEmpty()
                ? member.role().atLeast(Role.ADMIN)
                : entry.mayFollow(MembershipEntry.parse(newest.getFirst().signed()));
    }

    private static boolean isSame(List<MembershipStore.Row> newest, MembershipEntry entry) {
        return newest.stream().anyMatch(row -> Arrays.equals(row.hash(), entry.hash()));
    }

    private static boolean follows(List<MembershipStore.Row> newest, MembershipEntry entry) {
        return newest.isEmpty()
                ? entry.epoch() == 1
                : entry.epoch() == newest.getFirst().epoch() + 1
                        && Arrays.equals(entry.previous(), newest.getFirst().hash());
    }

    /// Entries from an epoch on, oldest first; without one, the newest.
    List<MembershipStore.Row> read(Handle handle, ChatId chat, OptionalLong from, int limit) {
        return from.isEmpty()
                ? MembershipStore.newest(handle, chat)
                : MembershipStore.from(handle, chat, from.getAsLong(), limit);
    }
}
