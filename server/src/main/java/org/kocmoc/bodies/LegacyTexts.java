package org.kocmoc.bodies;

import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ChatId;
import org.kocmoc.db.Database;
import org.kocmoc.log.NewMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Seals texts that were stored in the clear: those of a database that was taken over, and those
/// written while encryption was off. One chat after another in small transactions; may be stopped
/// and run again at any point.
public final class LegacyTexts {
    private static final Logger LOG = LoggerFactory.getLogger(LegacyTexts.class);
    private static final int ROWS_PER_TRANSACTION = 500;

    private final Database database;
    private final Bodies bodies;

    /// The texts of one database.
    public LegacyTexts(Database database, Bodies bodies) {
        this.database = database;
        this.bodies = bodies;
    }

    /// Seals everything that is in the clear now; returns at once if encryption is off.
    public void sealAll() {
        if (!bodies.encrypts()) {
            return;
        }
        long total = 0;
        int sealed;
        do {
            sealed = next().map(this::sealSome).orElse(0);
            total += sealed;
            // Nothing sealed means nothing left, or rows that others hold: those wait for the next
            // run.
        } while (sealed > 0);
        if (total > 0) {
            LOG.atInfo().addKeyValue("messages", total).log("stored texts are now encrypted");
        }
    }

    private int sealSome(ChatId chat) {
        Bodies.Sealer sealer = bodies.sealer(chat);
        return database.write(handle -> seal(handle, chat, sealer));
    }

    private Optional<ChatId> next() {
        return database.read(LegacyTextStore::anyChat).map(ChatId::new);
    }

    private static int seal(Handle handle, ChatId chat, Bodies.Sealer sealer) {
        int edits = 0;
        for (LegacyTextStore.PlainEdit edit :
                LegacyTextStore.plainEdits(handle, chat, ROWS_PER_TRANSACTION)) {
            var place = new Bodies.Place(chat, edit.sender(), edit.clientId(), edit.revision());
            LegacyTextStore.seal(handle, edit, sealer.seal(edit.text(), place));
            edits++;
        }
        List<LegacyTextStore.Plain> rows =
                LegacyTextStore.plain(handle, chat, ROWS_PER_TRANSACTION);
        for (LegacyTextStore.Plain row : rows) {
            var place = new Bodies.Place(chat, row.sender(), row.clientId(), row.revision());
            NewMessage.Body body = sealer.seal(row.text(), place);
            LegacyTextStore.seal(handle, row, body);
        }
        return rows.size() + edits;
    }
}
