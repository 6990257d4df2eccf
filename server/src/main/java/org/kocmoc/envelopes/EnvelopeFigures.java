package org.kocmoc.envelopes;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;

/// What the server can count of encryption: envelopes by kind, and refusals by reason. What is in
/// them (requests for lost keys, keys given again, sender keys) it cannot tell apart. Any thread.
final class EnvelopeFigures {
    private final MeterRegistry registry;
    private final Counter single;
    private final Counter group;
    private final Counter control;

    /// All kinds and reasons are there from the start, with zero.
    EnvelopeFigures(MeterRegistry registry) {
        this.registry = registry;
        single = taken("single");
        group = taken("group");
        control = taken("control");
        List.of(
                        "not_allowed",
                        "roster_changed",
                        "unknown_device",
                        "stale_registration",
                        "mailbox_full")
                .forEach(this::refusedFor);
    }

    private Counter taken(String kind) {
        return Counter.builder("kocmoc_envelopes_taken")
                .description("Encrypted envelopes that were stored")
                .tag("kind", kind)
                .register(registry);
    }

    private Counter refusedFor(String reason) {
        return Counter.builder("kocmoc_envelopes_refused")
                .description("Encrypted sends and envelopes that were refused, by reason")
                .tag("reason", reason)
                .register(registry);
    }

    void sent(EncryptedDraft draft, EncryptedMessages.Outcome outcome) {
        if (outcome instanceof EncryptedMessages.Stale) {
            refusedFor("roster_changed").increment();
        } else if (outcome instanceof EncryptedMessages.Stored stored && !stored.repeated()) {
            single.increment(draft.envelopes().size());
            group.increment(draft.group() == null ? 0 : 1);
        }
    }

    void delivered(int envelopes, List<Mailboxes.Refused> refused) {
        control.increment(envelopes - refused.size());
        refused.forEach(not -> refusedFor(not.reason()).increment());
    }
}
