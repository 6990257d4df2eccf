package org.kocmoc.messages;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.UserId;
import org.kocmoc.limits.Size;

/// Finds mentions in a text: `<@7>` names the account with id 7, whatever it is called later.
final class Mentions {
    private static final Pattern MENTION = Pattern.compile("<@([1-9][0-9]{0,17})>");

    private Mentions() {}

    /// The accounts named, each once, at most [Size#MENTIONS_PER_MESSAGE].
    static List<UserId> in(@Nullable String text) {
        if (text == null || text.indexOf("<@") < 0) {
            return List.of();
        }
        Matcher matcher = MENTION.matcher(text);
        return matcher.results()
                .map(match -> new UserId(Long.parseLong(match.group(1))))
                .distinct()
                .limit(Size.MENTIONS_PER_MESSAGE.value())
                .toList();
    }
}
