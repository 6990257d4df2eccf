package org.kocmoc.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.Texts;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageFinder;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.terms.Words;

/// Finds messages of all own chats by their words in any form, and own chats by a part of the name.
/// Any thread; blocks.
final class Search {
    /// A message that was found and where.
    record Hit(Message message, SearchStore.ChatTitle chat, Snippet snippet) {}

    /// Some hits, newest first.
    ///
    /// @param next what to continue before; null if there is nothing more
    record Hits(List<Hit> hits, @Nullable Long next) {
        static final Hits NONE = new Hits(List.of(), null);
    }

    /// Candidates looked at in one go. Most are hits, so one go fills a page.
    private static final int CANDIDATES = 100;

    /// Whoever has many candidates that are none continues in the next page.
    private static final int ROUNDS = 5;

    private final Turnstile turnstile = new Turnstile();
    private final Database database;
    private final TermIndex index;
    private final MessageFinder finder;

    Search(Database database, TermIndex index, MessageFinder finder) {
        this.database = database;
        this.index = index;
        this.finder = finder;
    }

    /// Messages with all the words of the query, newest first.
    Hits messages(UserId user, String query, long before, int limit) {
        Set<String> stems = Words.stems(query);
        if (stems.isEmpty()) {
            return Hits.NONE;
        }
        finder.awaitIndexed();
        List<ChatId> chats = database.read(handle -> SearchStore.readable(handle, user));
        return turnstile.pass(() -> find(user, chats, stems, before, limit));
    }

    private Hits find(UserId user, List<ChatId> chats, Set<String> stems, long before, int limit) {
        List<Message> found = new ArrayList<>();
        long from = before;
        for (int round = 0; round < ROUNDS; round++) {
            List<MessageId> candidates = index.find(chats, stems, from, CANDIDATES);
            for (Message message : finder.readable(user, candidates)) {
                if (message.text() != null && Words.stems(message.text()).containsAll(stems)) {
                    found.add(message);
                    if (found.size() == limit) {
                        return new Hits(hits(user, found, stems), message.id());
                    }
                }
            }
            if (candidates.size() < CANDIDATES) {
                return new Hits(hits(user, found, stems), null);
            }
            from = candidates.getLast().value();
        }
        return new Hits(hits(user, found, stems), from);
    }

    private List<Hit> hits(UserId user, List<Message> messages, Set<String> stems) {
        Map<Long, SearchStore.ChatTitle> titles = new HashMap<>();
        List<ChatId> chats = messages.stream().map(one -> new ChatId(one.chatId())).toList();
        database.read(handle -> SearchStore.titles(handle, user, chats))
                .forEach(title -> titles.put(title.id().value(), title));
        return messages.stream()
                // A chat that was just left has no title any more.
                .filter(message -> titles.containsKey(message.chatId()))
                .map(
                        message ->
                                new Hit(
                                        message,
                                        Objects.requireNonNull(titles.get(message.chatId())),
                                        Snippet.of(Objects.requireNonNull(message.text()), stems)))
                .toList();
    }

    /// Own chats whose name contains the query, newest first.
    List<SearchStore.ChatTitle> chats(UserId user, String query, int limit) {
        String wanted = Texts.folded(query);
        return database.read(handle -> SearchStore.titles(handle, user)).stream()
                .filter(title -> isCalled(title.name(), wanted))
                .limit(limit)
                .toList();
    }

    private static boolean isCalled(@Nullable String name, String wanted) {
        return name != null && Texts.folded(name).contains(wanted);
    }
}
