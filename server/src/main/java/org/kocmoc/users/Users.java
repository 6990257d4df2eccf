package org.kocmoc.users;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserLog;
import org.kocmoc.presence.SightChanges;

/// Profiles of people. Any thread; blocks.
public final class Users {
    private static final int SEARCH_ROWS = 20;

    private final Database database;
    private final UserLog log;
    private final SightChanges sight;

    /// The people of one database.
    public Users(Database database, UserLog log, SightChanges sight) {
        this.database = database;
        this.sight = sight;
        this.log = log;
    }

    /// An account with everything that only its owner and administrators may see.
    public Optional<User> find(UserId user) {
        return database.read(handle -> UserStore.find(handle, user));
    }

    /// Whether there is such an account.
    public boolean exists(UserId user) {
        return database.read(handle -> UserStore.exists(handle, user));
    }

    /// What one person may see of others; accounts that are gone are left out.
    public Map<UserId, Profile> profiles(UserId viewer, Collection<UserId> users) {
        return database.read(handle -> UserStore.profiles(handle, viewer, users)).stream()
                .collect(Collectors.toUnmodifiableMap(Profile::id, Function.identity()));
    }

    /// Those of several people whose presence the viewer may see.
    public List<Profile> acquaintances(UserId viewer, Collection<UserId> users) {
        return database.read(handle -> UserStore.acquaintances(handle, viewer, users));
    }

    /// Other people by name: those who can be written to.
    List<Profile> list(UserId viewer, UserPage page) {
        return database.read(handle -> UserStore.reachable(handle, viewer, page));
    }

    /// All other accounts by name, for administrators.
    List<User> listAll(UserId viewer, UserPage page) {
        return database.read(handle -> UserStore.all(handle, viewer, page));
    }

    /// People by a part of the name, or by their whole email: parts of it would let anybody harvest
    /// addresses.
    public List<Profile> search(UserId viewer, String query) {
        checkQuery(query);
        return database.read(handle -> UserStore.search(handle, viewer, query, SEARCH_ROWS));
    }

    /// Accounts by a part of the name or email, for administrators.
    List<User> searchAll(UserId viewer, String query) {
        checkQuery(query);
        return database.read(handle -> UserStore.searchAll(handle, viewer, query, SEARCH_ROWS));
    }

    private static void checkQuery(String query) {
        if (query.length() < Size.SEARCH_MIN_CHARS.value()) {
            throw new ApiException(UsersError.SEARCH_TOO_SHORT);
        }
        if (query.length() > Size.SEARCH_QUERY_CHARS.value()) {
            throw new ApiException(UsersError.SEARCH_TOO_LONG);
        }
    }

    /// Changes a profile and returns it.
    User change(UserId user, ProfileChange change) {
        return log.change(
                (handle, entries) -> {
                    User changed =
                            UserStore.update(handle, user, change)
                                    .orElseThrow(() -> new ApiException(UsersError.USER_NOT_FOUND));
                    entries.tellAll(
                            UserStore.audience(handle, user, Size.PROFILE_AUDIENCE.value()),
                            "user:update",
                            Map.of("user", user));
                    return changed;
                });
    }

    /// The language in which the server writes to a person, inside a transaction.
    public String locale(Handle handle, UserId user) {
        return UserStore.privacy(handle, user).locale();
    }

    /// Changes that language, inside a transaction.
    public void setLocale(Handle handle, UserId user, String locale) {
        UserStore.setLocale(handle, user, locale);
    }

    /// A person's choices about other people.
    Privacy privacy(UserId user) {
        return database.read(handle -> UserStore.privacy(handle, user));
    }

    /// Replaces a person's choices.
    void setPrivacy(UserId user, Privacy privacy) {
        log.change(
                (handle, entries) -> {
                    UserStore.setPrivacy(handle, user, privacy);
                    entries.tell(user, "user:update", Map.of("user", user));
                    return privacy;
                });
        sight.of(user);
    }
}
