package org.kocmoc.prove;

import java.util.List;

/// Every rule that is checked on the history and the database.
final class Rules {
    static final List<Rule> ALL =
            List.of(
                    new LossRules.Acknowledged(),
                    new LossRules.Changes(),
                    new LossRules.Once(),
                    new OrderRules.Gapless(),
                    new OrderRules.OnePlaceOneThing(),
                    new OrderRules.Sockets(),
                    new OrderRules.Pages(),
                    new AccessRules.Readers(),
                    new AccessRules.Writers(),
                    new AccessRules.Answers(),
                    new CountRules.Unread(),
                    new CountRules.ReadMarks());

    private Rules() {}
}
