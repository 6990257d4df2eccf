package org.kocmoc.keys;

import java.util.Arrays;
import java.util.OptionalLong;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.ChatId;
import org.kocmoc.limits.Size;

/// A signed entry of the membership chain of a group, as uploaded. The arrays are not to be
/// changed.
///
/// @param previous hash of the entry before, zeros in the first one
/// @param hash of this one without its signature
/// @param encoded all bytes
record MembershipEntry(
        ChatId chat,
        long epoch,
        byte[] previous,
        long user,
        int device,
        byte[] hash,
        byte[] encoded) {
    private static final byte[] LABEL = Layout.label("kocmoc/membership/1");
    private static final int HASH = 32;
    private static final int MEMBER = Long.BYTES + 1;
    private static final int FIXED =
            LABEL.length + 5 * Long.BYTES + HASH + Integer.BYTES + Short.BYTES;

    /// Longest entry.
    static final int MAX_SIZE =
            FIXED + Size.E2EE_GROUP_MEMBERS.value() * MEMBER + KeyChecks.SIGNATURE;

    /// Reads an entry whose signature nobody has checked yet. Who may sign what is for the members
    /// to judge.
    static MembershipEntry parse(byte[] bytes) {
        int body = bytes.length - KeyChecks.SIGNATURE;
        int count = (body - FIXED) / MEMBER;
        if (bytes.length > MAX_SIZE || count < 1 || body != FIXED + count * MEMBER) {
            throw refusal();
        }
        Layout in = new Layout(bytes);
        boolean labelled = in.startsWith(LABEL);
        boolean padded = in.u64().orElse(1) == 0;
        OptionalLong chat = in.u64();
        long epoch = in.u64().orElse(0);
        byte[] previous = in.bytes(HASH);
        OptionalLong user = in.u64();
        int device = in.bits32();
        boolean dated = in.u64().isPresent();
        boolean whole = in.u16() == count && membersAscend(in, count);
        boolean first = epoch == 1 && Arrays.equals(previous, new byte[HASH]);
        if (!labelled || !padded || chat.isEmpty() || user.isEmpty() || !dated || !whole) {
            throw refusal();
        }
        if (!first && epoch < 2) {
            throw refusal();
        }
        byte[] hash = Bytes.sha256(Arrays.copyOf(bytes, body));
        return new MembershipEntry(
                new ChatId(chat.getAsLong()),
                epoch,
                previous,
                user.getAsLong(),
                device,
                hash,
                bytes);
    }

    private static boolean membersAscend(Layout in, int count) {
        long last = 0;
        boolean admin = false;
        for (int i = 0; i < count; i++) {
            long user = in.u64().orElse(0);
            int role = in.bytes(1)[0];
            if (user <= last || role < 0 || role > 1) {
                return false;
            }
            last = user;
            admin |= role == 1;
        }
        return admin;
    }

    /// Refuses an entry of another chat or device, or one that the device has not signed.
    void require(ChatId wanted, Device actor, byte[] signingKey) {
        int body = encoded.length - KeyChecks.SIGNATURE;
        boolean valid =
                chat.equals(wanted)
                        && user == actor.user().value()
                        && device == actor.id()
                        && KeyChecks.verifies(
                                signingKey,
                                Arrays.copyOf(encoded, body),
                                Arrays.copyOfRange(encoded, body, encoded.length));
        if (!valid) {
            throw refusal();
        }
    }

    private static ApiException refusal() {
        return new ApiException(KeysError.MEMBERSHIP_INVALID);
    }
}
