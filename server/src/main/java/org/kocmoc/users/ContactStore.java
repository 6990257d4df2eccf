package org.kocmoc.users;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.UserId;

/// SQL of address books.
final class ContactStore {
    private ContactStore() {}

    static List<Contact.Entry> list(Handle handle, UserId owner) {
        return handle.createQuery("SELECT id, contact_id FROM contacts WHERE owner_id = :owner")
                .bind("owner", owner)
                .mapTo(Contact.Entry.class)
                .list();
    }

    static int count(Handle handle, UserId owner) {
        return handle.createQuery("SELECT count(*) FROM contacts WHERE owner_id = :owner")
                .bind("owner", owner)
                .mapTo(Integer.class)
                .one();
    }

    /// Whether the entry is new.
    static boolean add(Handle handle, UserId owner, UserId contact) {
        return handle.execute(
                        "INSERT INTO contacts (owner_id, contact_id) VALUES (?, ?) ON CONFLICT DO NOTHING",
                        owner,
                        contact)
                > 0;
    }

    /// Whether there was an entry.
    static boolean remove(Handle handle, UserId owner, UserId contact) {
        return handle.execute(
                        "DELETE FROM contacts WHERE owner_id = ? AND contact_id = ?",
                        owner,
                        contact)
                > 0;
    }
}
