package org.kocmoc.mail;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.kocmoc.db.Database;
import org.kocmoc.vault.Vault;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sends what is due in the outbox, at most [#AT_ONCE] mails at the same time.
///
/// A mail is leased, sent without any transaction, then noted as sent; a failure puts it off. It is
/// given up when the mail server refuses its address for good, and when its life is over: nobody
/// gets a code that is none any more.
final class Sender implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Sender.class);
    private static final int AT_ONCE = 4;

    /// Longer than an attempt can last with all its timeouts.
    private static final Duration LEASE = Duration.ofMinutes(2);

    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
    private static final Duration LONGEST_LIFE = Duration.ofHours(24);

    /// What figures and people find in `last_error`.
    private static final String REFUSED = "refused";

    /// Refused, but not for the address's sake.
    private static final String DENIED = "denied";

    private static final String LATE = "late";

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration KEEP = Duration.ofDays(7);

    private final Database database;
    private final Vault vault;
    private final Transport transport;
    private final InstantSource clock;
    private final Counter sent;
    private final Counter refused;
    private final Counter late;
    private final Semaphore permits = new Semaphore(AT_ONCE);
    private final ExecutorService threads =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("mail-", 0).factory());

    Sender(
            Database database,
            Vault vault,
            Transport transport,
            InstantSource clock,
            MeterRegistry metrics) {
        this.database = database;
        this.vault = vault;
        this.transport = transport;
        this.clock = clock;
        this.sent =
                Counter.builder("kocmoc_mail_sent")
                        .description("Mails that the mail server has taken")
                        .register(metrics);
        this.refused = givenUp("refused", metrics);
        this.late = givenUp("late", metrics);
    }

    private static Counter givenUp(String cause, MeterRegistry metrics) {
        return Counter.builder("kocmoc_mail_given_up")
                .description("Mails that were never sent: refused, or not sent in time")
                .tag("cause", cause)
                .register(metrics);
    }

    /// Called on the committing thread, which still holds its connection: nothing here may take
    /// another one.
    void committed(OutboxMail mail) {
        if (transport.isImmediate()) {
            try {
                transport.deliver(mail);
            } catch (MessagingException | IOException | RuntimeException e) {
                // The exception's text may hold the address: the file is named after it.
                LOG.atWarn()
                        .addKeyValue("mail", mail.id())
                        .addKeyValue("error", e.getClass().getSimpleName())
                        .log("mail not written yet");
            }
        }
        try {
            threads.execute(this::sendDue);
        } catch (RejectedExecutionException e) {
            LOG.atDebug().log("mail is left to the next start");
        }
    }

    /// Sends until nothing is due.
    void sendDue() {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        try {
            while (!threads.isShutdown() && sendOne()) {}
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("outbox not reachable");
        } finally {
            permits.release();
        }
    }

    /// Forgets what is long over.
    void clean() {
        database.execute(
                handle -> OutboxStore.deleteOlderThan(handle, clock.instant().minus(KEEP)));
    }

    private boolean sendOne() {
        Optional<OutboxStore.Row> leased =
                database.write(handle -> OutboxStore.lease(handle, clock.instant(), LEASE));
        leased.ifPresent(this::send);
        return leased.isPresent();
    }

    private void send(OutboxStore.Row row) {
        Instant end = row.createdAt().plus(LONGEST_LIFE);
        try {
            Mail mail = Outbox.open(vault, row);
            end = mail.life() == null ? end : row.createdAt().plus(mail.life());
            if (end.isBefore(clock.instant())) {
                giveUp(row, LATE);
                return;
            }
            transport.deliver(new OutboxMail(row.id(), mail, row.createdAt()));
            sent.increment();
            database.execute(handle -> OutboxStore.sent(handle, row.id(), clock.instant()));
        } catch (MessagingException | IOException | RuntimeException e) {
            putOff(row, e, end);
        }
    }

    private void putOff(OutboxStore.Row row, Exception failure, Instant end) {
        if (threads.isShutdown()) {
            // Cut by closing; the lease brings it back.
            return;
        }
        String error = cause(failure);
        Instant now = clock.instant();
        Instant last = end.minus(FIRST_PAUSE);
        if (!now.isBefore(last) || isFinal(failure)) {
            giveUp(row, error);
            return;
        }
        log(row, error, "mail not sent yet");
        Instant next = now.plus(pause(row.attempts()));
        database.execute(
                handle ->
                        OutboxStore.failed(
                                handle, row.id(), next.isBefore(last) ? next : last, error));
    }

    /// Never the exception's text, which may hold the address.
    private static String cause(Exception failure) {
        return failure instanceof RefusedException refusal
                ? refusal.isOfAddress() ? REFUSED : DENIED
                : failure.getClass().getSimpleName();
    }

    private static boolean isFinal(Exception failure) {
        return failure instanceof RefusedException refusal && refusal.isFinal();
    }

    private void giveUp(OutboxStore.Row row, String error) {
        log(row, error, "mail given up");
        (error.equals(REFUSED) || error.equals(DENIED) ? refused : late).increment();
        database.execute(handle -> OutboxStore.givenUp(handle, row.id(), error));
    }

    private static void log(OutboxStore.Row row, String error, String what) {
        LOG.atWarn()
                .addKeyValue("mail", row.id())
                .addKeyValue("attempt", row.attempts())
                .addKeyValue("error", error)
                .log(what);
    }

    private static Duration pause(int attempts) {
        Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts - 1, 10));
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    /// Lets a mail under way finish for a moment, then cuts it: it is sent again at the next start.
    @Override
    public void close() {
        threads.shutdown();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                threads.shutdownNow();
            }
        } catch (InterruptedException e) {
            threads.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
