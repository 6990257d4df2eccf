package org.kocmoc.mail;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Json;
import org.kocmoc.vault.Vault;

/// Where features put their mails. Any thread.
public final class Outbox {
    private static final int RESEALED_AT_ONCE = 500;

    private final Vault vault;
    private final Sender sender;
    private final InstantSource clock;

    Outbox(Vault vault, Sender sender, InstantSource clock) {
        this.vault = vault;
        this.sender = sender;
        this.clock = clock;
    }

    /// Writes the mail within the caller's transaction; it leaves once that commits. Without a mail
    /// server the mail's file is there when the transaction's call returns.
    public void enqueue(Handle handle, Mail mail) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        long id = OutboxStore.nextId(handle);
        OutboxStore.insert(
                handle, id, mail.recipient(), vault.seal(Json.write(mail), context(id)), now);
        handle.afterCommit(() -> sender.committed(new OutboxMail(id, mail, now)));
    }

    /// Seals some waiting mails that are under another master key anew, within the caller's
    /// transaction.
    ///
    /// @return how many; 0 if none is left
    public static int resealSome(Handle handle, Vault vault) {
        byte[] current = HexFormat.of().parseHex(vault.currentKeyId());
        List<OutboxStore.Sealed> mails = OutboxStore.underOther(handle, current, RESEALED_AT_ONCE);
        for (OutboxStore.Sealed mail : mails) {
            String context = context(mail.id());
            byte[] plain = vault.open(mail.payload(), context);
            OutboxStore.replace(handle, mail.id(), vault.seal(plain, context));
        }
        return mails.size();
    }

    /// What binds a sealed payload to its row.
    static String context(long id) {
        return "mail_outbox/" + id;
    }

    static Mail open(Vault vault, OutboxStore.Row row) {
        return Json.read(vault.open(row.payload(), context(row.id())), Mail.class);
    }
}
