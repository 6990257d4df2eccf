package org.kocmoc.account;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Bytes;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// Who may register: everybody, who has an invitation, or nobody. Any thread; blocks.
final class Invites {
    private static final int CODE_BYTES = 12;

    /// An invitation that was just made, with the code that is shown this once.
    record Made(String code, InviteStore.Invite invite) {}

    private final AccountParts parts;
    private final AccountSettings.Admission admission;

    Invites(AccountParts parts, AccountSettings.Admission admission) {
        this.parts = parts;
        this.admission = admission;
    }

    /// Refuses early what [#use] would refuse anyway.
    void requireOpen(Optional<String> code) {
        if (admission == AccountSettings.Admission.CLOSED) {
            throw new ApiException(AccountError.REGISTRATION_CLOSED);
        }
        if (admission == AccountSettings.Admission.INVITE && code.isEmpty()) {
            throw new ApiException(AccountError.REGISTRATION_INVITE_REQUIRED);
        }
    }

    /// Whether it would be accepted now; an open registration knows invitations, too.
    boolean isGood(Optional<String> code) {
        return code.filter(
                        text ->
                                parts.database()
                                        .read(
                                                handle ->
                                                        InviteStore.isGood(
                                                                handle, hash(text), now())))
                .isPresent();
    }

    /// Uses the invitation up, where one is needed or has been counted on.
    void use(Handle handle, Optional<String> code, boolean counted) {
        requireOpen(code);
        if ((counted || admission == AccountSettings.Admission.INVITE)
                && code.filter(text -> InviteStore.use(handle, hash(text), now())).isEmpty()) {
            throw new ApiException(AccountError.REGISTRATION_INVITE_REQUIRED);
        }
    }

    Made make(UserId creator, int uses, Optional<Duration> life) {
        String code = Bytes.randomToken(CODE_BYTES);
        return new Made(
                code,
                parts.database()
                        .write(
                                handle ->
                                        InviteStore.insert(
                                                handle,
                                                hash(code),
                                                creator,
                                                uses,
                                                life.map(now()::plus).orElse(null),
                                                now())));
    }

    List<InviteStore.Invite> list() {
        return parts.database().read(handle -> InviteStore.list(handle, Size.PAGE_ROWS.value()));
    }

    void delete(long id) {
        if (!parts.database().write(handle -> InviteStore.delete(handle, id))) {
            throw new ApiException(AccountError.REGISTRATION_INVITE_NOT_FOUND);
        }
    }

    private Instant now() {
        return parts.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// The code is 96 random bits: a plain hash suffices.
    private static byte[] hash(String code) {
        return Bytes.sha256(Bytes.utf8(code));
    }
}
