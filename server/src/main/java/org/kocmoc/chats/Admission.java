package org.kocmoc.chats;

import java.util.Collection;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.users.Relations;

/// Who may be brought into a chat by whom. Any thread; blocks.
final class Admission {
    private final Relations relations;
    private final RateLimiter limiter;

    Admission(Relations relations, RateLimiter limiter) {
        this.relations = relations;
        this.limiter = limiter;
    }

    /// Refuses to make chats too often.
    void checkFounder(UserId founder) {
        limiter.take(Rate.CHAT_CREATE_PER_USER, founder.toString());
    }

    /// Refuses to bring in accounts that are unknown, banned, or do not want to be added by the
    /// actor; one such refuses all. Each person brought in counts against the actor's rate.
    void check(UserId actor, Collection<UserId> people) {
        if (!relations.unknown(people).isEmpty()) {
            throw new ApiException(ChatsError.PARTICIPANT_UNKNOWN);
        }
        if (!relations.refusing(actor, people).isEmpty()) {
            throw new ApiException(ChatsError.PARTICIPANT_REFUSES);
        }
        people.stream()
                .filter(person -> !person.equals(actor))
                .forEach(person -> limiter.take(Rate.INVITE_PER_USER, actor.toString()));
    }

    /// Refuses if one of the people, all brought in by now, is in more chats than anybody may be.
    void checkRoom(Handle handle, Collection<UserId> people) {
        if (MemberStore.isAnyInMoreThan(handle, people, Size.CHATS_PER_USER.value())) {
            throw new ApiException(ChatsError.TOO_MANY_CHATS);
        }
    }
}
