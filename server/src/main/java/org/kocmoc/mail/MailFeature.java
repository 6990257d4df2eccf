package org.kocmoc.mail;

import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.kocmoc.db.Database;
import org.kocmoc.jobs.Job;
import org.kocmoc.vault.Vault;

/// Assembles the outbox and its senders.
public final class MailFeature implements AutoCloseable {
    private static final Duration RETRY_PAUSE = Duration.ofSeconds(5);
    private static final Duration CLEANING_PAUSE = Duration.ofHours(6);

    private final Sender sender;
    private final Outbox outbox;

    /// Connects nowhere yet.
    public MailFeature(
            MailSettings settings,
            Database database,
            Vault vault,
            InstantSource clock,
            MeterRegistry metrics) {
        this.sender = new Sender(database, vault, transport(settings), clock, metrics);
        this.outbox = new Outbox(vault, sender, clock);
    }

    private static Transport transport(MailSettings settings) {
        return settings.smtpUrl()
                .<Transport>map(url -> new SmtpTransport(URI.create(url.reveal()), settings.from()))
                .orElseGet(() -> new FileTransport(settings.folder(), settings.from()));
    }

    /// Where features put their mails.
    public Outbox outbox() {
        return outbox;
    }

    /// Retries and cleaning.
    public List<Job> jobs() {
        return List.of(
                new Job("mail-send", RETRY_PAUSE, sender::sendDue),
                new Job("mail-clean", CLEANING_PAUSE, sender::clean));
    }

    /// Stops sending; what was not sent stays in the outbox.
    @Override
    public void close() {
        sender.close();
    }
}
