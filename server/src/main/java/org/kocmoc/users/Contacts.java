package org.kocmoc.users;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;

/// Address books: one-way lists of people. Any thread; blocks.
final class Contacts {
    private final Database database;
    private final UserLog log;
    private final Users users;
    private final SightChanges sight;
    private final Relations relations;

    Contacts(Database database, UserLog log, Users users, Relations relations, SightChanges sight) {
        this.sight = sight;
        this.database = database;
        this.log = log;
        this.users = users;
        this.relations = relations;
    }

    /// By name.
    List<Contact> list(UserId owner) {
        List<Contact.Entry> entries = database.read(handle -> ContactStore.list(handle, owner));
        Map<UserId, Profile> people =
                users.profiles(owner, entries.stream().map(Contact.Entry::contactId).toList());
        return entries.stream()
                .filter(entry -> people.containsKey(entry.contactId()))
                .map(
                        entry ->
                                Contact.of(
                                        entry,
                                        Objects.requireNonNull(people.get(entry.contactId()))))
                .sorted(Comparator.comparing(Contact::name).thenComparingLong(Contact::id))
                .toList();
    }

    /// Adding somebody twice changes nothing.
    void add(UserId owner, UserId contact) {
        if (contact.equals(owner)) {
            throw new ApiException(UsersError.CONTACT_IS_SELF);
        }
        if (!users.exists(contact)) {
            throw new ApiException(UsersError.USER_NOT_FOUND);
        }
        if (relations.isBlocked(contact, owner)) {
            throw new ApiException(UsersError.CONTACT_REFUSED);
        }
        log.change(
                (handle, entries) -> {
                    if (ContactStore.count(handle, owner) >= Size.CONTACTS_PER_USER.value()) {
                        throw new ApiException(UsersError.TOO_MANY_CONTACTS);
                    }
                    boolean added = ContactStore.add(handle, owner, contact);
                    if (added) {
                        entries.tell(
                                owner, "contact:update", Map.of("user", contact, "contact", true));
                    }
                    return added;
                });
        sight.of(owner);
    }

    /// Removing who is not there changes nothing.
    void remove(UserId owner, UserId contact) {
        log.change(
                (handle, entries) -> {
                    boolean removed = ContactStore.remove(handle, owner, contact);
                    if (removed) {
                        entries.tell(
                                owner, "contact:update", Map.of("user", contact, "contact", false));
                    }
                    return removed;
                });
        sight.of(owner);
        sight.of(contact);
    }
}
