package org.kocmoc.prove;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Only members see and write.
final class AccessRules {
    private AccessRules() {}

    /// Nobody gets an entry from before coming or after going, nor a message from before coming
    /// with what happens to it later.
    static final class Readers implements Rule {
        @Override
        public String name() {
            return "nobody sees what is not for them";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            List<Violation> found = new ArrayList<>();
            for (Fact fact : history.facts()) {
                switch (fact) {
                    case Fact.Seen seen -> {
                        check(truth, seen.user(), seen.chat(), seen.position().seq(), fact, found);
                        if (seen.type().startsWith("message:")
                                && truth.isOlder(seen, seen.message())) {
                            found.add(violation("shown with what is from before: " + seen));
                        }
                    }
                    case Fact.Paged page ->
                            page.places()
                                    .forEach(
                                            place ->
                                                    check(
                                                            truth,
                                                            page.user(),
                                                            page.chat(),
                                                            place.seq(),
                                                            fact,
                                                            found));
                    default -> {}
                }
            }
            return found;
        }

        private void check(
                Truth truth, long user, long chat, long seq, Fact fact, List<Violation> found) {
            boolean may =
                    truth.log(chat)
                            .filter(log -> log.members().stay(user, seq).isPresent())
                            .isPresent();
            if (!may) {
                found.add(
                        violation(
                                "user %d was no member of chat %d at %d: %s"
                                        .formatted(user, chat, seq, fact)));
            }
        }
    }

    /// No message of somebody who was no member at its place.
    static final class Writers implements Rule {
        private static final Set<String> OF_MEMBERS =
                Set.of("message", "message:edit", "message:reaction");

        @Override
        public String name() {
            return "nobody writes where they are no member";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            List<Violation> found = new ArrayList<>();
            for (Truth.Log log : truth.logs()) {
                for (Truth.Entry entry : log.entries()) {
                    if (OF_MEMBERS.contains(entry.type())
                            && entry.actor() != null
                            && !log.members().mayWrite(entry.actor(), entry.seq())) {
                        found.add(violation("chat " + log.chat() + ": " + entry));
                    }
                }
            }
            return found;
        }
    }

    /// Refusals are of the kind that a user can cause; everything else is the server's fault.
    static final class Answers implements Rule {
        @Override
        public String name() {
            return "no answer is an internal error";
        }

        @Override
        public List<Violation> check(History history, Truth truth) {
            return history.all(Fact.Refused.class).stream()
                    .filter(Answers::isInternal)
                    .map(refused -> violation(refused.toString()))
                    .toList();
        }

        private static boolean isInternal(Fact.Refused refused) {
            return refused.status() == 500
                    || refused.code().equals("internal")
                    || refused.code().equals("internal_error");
        }
    }
}
