package org.kocmoc.search;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.Texts;
import org.kocmoc.chats.ChatForMember;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageFinder;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.terms.Words;

/// Finds messages of one chat, newest first: by their words in any form, and by a part of the text.
///
/// The index finds words at once, however big the chat is. Parts of words need every text opened;
/// once something was found, that ends after the newest [#SCANNED] messages. Case and ё/е make no
/// difference; `%` and `_` are ordinary letters. Any thread; blocks.
final class ChatSearch {
    private static final int RESULTS = 50;
    private static final int ROWS_PER_READ = 500;
    private static final int SCANNED = 20_000;

    private final Turnstile turnstile = new Turnstile();
    private final TermIndex index;
    private final MessageFinder finder;

    ChatSearch(TermIndex index, MessageFinder finder) {
        this.index = index;
        this.finder = finder;
    }

    /// The newest messages that the query finds.
    List<Message> find(ChatForMember chat, String query) {
        return turnstile.pass(
                () -> {
                    SortedMap<Long, Message> found = new TreeMap<>(Comparator.reverseOrder());
                    byWords(chat, query).forEach(message -> found.put(message.seq(), message));
                    scan(chat, Texts.folded(query), found);
                    return found.values().stream().limit(RESULTS).toList();
                });
    }

    private List<Message> byWords(ChatForMember chat, String query) {
        Set<String> stems = Words.stems(query);
        if (stems.isEmpty()) {
            return List.of();
        }
        finder.awaitIndexed();
        List<MessageId> candidates =
                index.find(List.of(chat.chat()), stems, Long.MAX_VALUE, RESULTS);
        return finder.readable(chat.user(), candidates).stream()
                .filter(message -> holds(message, text -> Words.stems(text).containsAll(stems)))
                .toList();
    }

    private void scan(ChatForMember chat, String wanted, SortedMap<Long, Message> found) {
        long before = Long.MAX_VALUE;
        int scanned = 0;
        int parts = 0;
        while (true) {
            // One short read per part: no transaction stays open during the whole scan.
            List<Message> page = finder.before(chat, before, ROWS_PER_READ);
            for (Message message : page) {
                if (holds(message, text -> Texts.folded(text).contains(wanted))) {
                    found.put(message.seq(), message);
                    parts++;
                    if (parts == RESULTS) {
                        return;
                    }
                }
            }
            scanned += page.size();
            if (page.size() < ROWS_PER_READ || (scanned >= SCANNED && !found.isEmpty())) {
                return;
            }
            before = page.getLast().seq();
        }
    }

    private static boolean holds(Message message, Predicate<String> wanted) {
        return message.text() != null && wanted.test(message.text());
    }
}
