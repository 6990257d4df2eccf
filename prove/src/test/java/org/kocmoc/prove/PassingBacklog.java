package org.kocmoc.prove;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.UserId;
import org.kocmoc.streams.Backlog;
import org.kocmoc.streams.LogEvent;

/// Reads logs as it should; what extends it is wrong in one point.
class PassingBacklog implements Backlog {
    private final Backlog right;

    PassingBacklog(Backlog right) {
        this.right = right;
    }

    @Override
    public List<LogEvent> chatEvents(ChatId chat, long after, int limit) {
        return right.chatEvents(chat, after, limit);
    }

    @Override
    public Map<ChatId, Long> chatHeads(Collection<ChatId> chats) {
        return right.chatHeads(chats);
    }

    @Override
    public boolean isSmall(ChatId chat) {
        return right.isSmall(chat);
    }

    @Override
    public boolean isBlocked(ChatId chat) {
        return right.isBlocked(chat);
    }

    @Override
    public State state(UserId user, Progress progress) {
        return right.state(user, progress);
    }

    @Override
    public Set<ChatId> chats(UserId user, boolean encrypted) {
        return right.chats(user, encrypted);
    }

    @Override
    public @Nullable MemberHead headForMember(UserId user, ChatId chat) {
        return right.headForMember(user, chat);
    }

    @Override
    public List<LogEvent> userEvents(UserId user, long after, int limit) {
        return right.userEvents(user, after, limit);
    }

    @Override
    public Map<UserId, Long> userHeads(Collection<UserId> users) {
        return right.userHeads(users);
    }
}
