package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.kocmoc.client.rest.Session;

/// The chats of a run: each user owns a group, and neighbours have personal chats. Immutable.
///
/// @param users everybody
/// @param founders of each chat, in its first entry
/// @param ownGroup of each user, which the user never leaves
record ChatLayout(List<Long> users, Map<Long, List<Long>> founders, Map<Long, Long> ownGroup) {
    static ChatLayout build(List<Session> sessions, int groups, SplittableRandom random) {
        List<Long> users = sessions.stream().map(Session::user).toList();
        Map<Long, List<Long>> founders = new LinkedHashMap<>();
        Map<Long, Long> ownGroup = new LinkedHashMap<>();
        for (int i = 0; i < sessions.size(); i++) {
            Session session = sessions.get(i);
            if (i < groups) {
                List<Long> others =
                        users.stream()
                                .filter(user -> user != session.user() && random.nextInt(3) > 0)
                                .toList();
                long chat = session.chats().group("Group " + i, nonEmpty(others, users, i)).id();
                List<Long> all = new ArrayList<>(nonEmpty(others, users, i));
                all.add(session.user());
                founders.put(chat, all);
                ownGroup.put(session.user(), chat);
            }
            long peer = users.get((i + 1) % users.size());
            founders.putIfAbsent(session.chats().pair(peer).id(), List.of(session.user(), peer));
        }
        return new ChatLayout(users, founders, ownGroup);
    }

    private static List<Long> nonEmpty(List<Long> others, List<Long> users, int owner) {
        return others.isEmpty() ? List.of(users.get((owner + 1) % users.size())) : others;
    }
}
