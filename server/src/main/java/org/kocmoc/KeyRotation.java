package org.kocmoc;

import java.util.List;
import java.util.function.ToIntBiFunction;
import org.jdbi.v3.core.Handle;
import org.kocmoc.bodies.Bodies;
import org.kocmoc.credentials.SecondFactor;
import org.kocmoc.db.Database;
import org.kocmoc.mail.Outbox;
import org.kocmoc.push.PushKeys;
import org.kocmoc.terms.TermIndex;
import org.kocmoc.vault.Vault;

/// Seals everything that is under a former master key anew under the current one.
///
/// Goes in small transactions, so that it can be cut off at any point and started again, also
/// beside servers that have both keys. Messages are not touched: they are encrypted with keys of
/// their chats, and only those are wrapped anew.
final class KeyRotation {
    private static final List<ToIntBiFunction<Handle, Vault>> KINDS =
            List.of(
                    Bodies::resealSome,
                    TermIndex::resealSome,
                    SecondFactor::resealSome,
                    Outbox::resealSome,
                    PushKeys::resealSome);

    private final Database database;
    private final Vault vault;

    /// @param vault seals with the new key and opens with the former one too
    KeyRotation(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    /// Returns when nothing is left under another key.
    ///
    /// @return how many values were sealed anew
    long run() {
        long sealed = 0;
        int some;
        do {
            some = step();
            sealed += some;
        } while (some > 0);
        return sealed;
    }

    /// One transaction for each kind of value.
    int step() {
        int sealed = 0;
        for (ToIntBiFunction<Handle, Vault> kind : KINDS) {
            sealed += database.write(handle -> kind.applyAsInt(handle, vault));
        }
        return sealed;
    }
}
