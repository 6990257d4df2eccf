package org.kocmoc.users;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.kocmoc.base.Texts;
import org.kocmoc.base.UserId;

/// SQL of profiles.
final class UserStore {
    private static final String USER =
            "id, name, email, avatar, bio, birthdate, online, is_admin, banned, created_at";

    /// Presence goes through `sight`, so that no query can forget who may see it.
    private static final String PROFILES =
            """
            SELECT u.id, u.name, u.avatar, u.bio, u.online AND sight.open AS online,
                   CASE WHEN sight.open THEN u.last_seen_at END AS last_seen_at, u.created_at
            FROM users u CROSS JOIN LATERAL (
                SELECT u.id = :viewer OR (
                    NOT EXISTS (
                        SELECT FROM blocks b WHERE b.blocker_id = u.id AND b.blocked_id = :viewer)
                    AND (u.last_seen_visibility = 'all' OR u.last_seen_visibility = 'contacts'
                        AND EXISTS (
                            SELECT FROM contacts k
                            WHERE k.owner_id = u.id AND k.contact_id = :viewer))) AS open
            ) sight
            """;

    /// Whom a person may come across: not those who cannot answer.
    private static final String REACHABLE =
            "NOT u.banned AND u.email_confirmed_at IS NOT NULL AND u.id <> :viewer";

    private UserStore() {}

    static Optional<User> find(Handle handle, UserId user) {
        return handle.createQuery("SELECT " + USER + " FROM users WHERE id = :user")
                .bind("user", user)
                .mapTo(User.class)
                .findOne();
    }

    static boolean exists(Handle handle, UserId user) {
        return handle.createQuery("SELECT EXISTS (SELECT FROM users WHERE id = :user)")
                .bind("user", user)
                .mapTo(Boolean.class)
                .one();
    }

    static List<Profile> profiles(Handle handle, UserId viewer, Collection<UserId> users) {
        return handle.createQuery(PROFILES + "WHERE u.id = ANY(:users)")
                .bind("viewer", viewer)
                .bindArray("users", Long.class, users.stream().map(UserId::value).toArray())
                .mapTo(Profile.class)
                .list();
    }

    /// Those of several people whose presence the viewer may see: by their choice, and because the
    /// two share a chat or one has the other as a contact.
    static List<Profile> acquaintances(Handle handle, UserId viewer, Collection<UserId> users) {
        return handle.createQuery(
                        PROFILES
                                + """
                                WHERE u.id = ANY(:users) AND sight.open AND (
                                    EXISTS (
                                        SELECT FROM chat_participants mine
                                        JOIN chat_participants theirs
                                            ON theirs.chat_id = mine.chat_id
                                        WHERE mine.user_id = :viewer AND theirs.user_id = u.id)
                                    OR EXISTS (
                                        SELECT FROM contacts k
                                        WHERE k.owner_id = :viewer AND k.contact_id = u.id
                                            OR k.owner_id = u.id AND k.contact_id = :viewer))
                                """)
                .bind("viewer", viewer)
                .bindArray("users", Long.class, users.stream().map(UserId::value).toArray())
                .mapTo(Profile.class)
                .list();
    }

    /// Who is shown somebody's name and picture: themselves, those who share a chat, and those who
    /// have them as a contact.
    static List<UserId> audience(Handle handle, UserId user, int limit) {
        return handle.createQuery(
                        """
                        SELECT :user::bigint UNION (
                            SELECT theirs.user_id FROM chat_participants mine
                            JOIN chat_participants theirs ON theirs.chat_id = mine.chat_id
                            WHERE mine.user_id = :user LIMIT :limit)
                        UNION (
                            SELECT owner_id FROM contacts WHERE contact_id = :user LIMIT :limit)
                        """)
                .bind("user", user.value())
                .bind("limit", limit)
                .mapTo(UserId.class)
                .list();
    }

    static List<Profile> reachable(Handle handle, UserId viewer, UserPage page) {
        return handle.createQuery(
                        PROFILES
                                + "WHERE "
                                + REACHABLE
                                + " AND (u.name, u.id) > (:name, :id)"
                                + " ORDER BY u.name, u.id LIMIT :limit")
                .bind("viewer", viewer)
                .bind("name", page.afterName())
                .bind("id", page.afterId())
                .bind("limit", page.limit())
                .mapTo(Profile.class)
                .list();
    }

    static List<User> all(Handle handle, UserId viewer, UserPage page) {
        return handle.createQuery(
                        "SELECT "
                                + USER
                                + """
                                 FROM users
                                WHERE id <> :viewer AND (name, id) > (:name, :id)
                                ORDER BY name, id LIMIT :limit
                                """)
                .bind("viewer", viewer)
                .bind("name", page.afterName())
                .bind("id", page.afterId())
                .bind("limit", page.limit())
                .mapTo(User.class)
                .list();
    }

    /// By a part of the name, or by the whole email.
    static List<Profile> search(Handle handle, UserId viewer, String query, int limit) {
        return handle.createQuery(
                        PROFILES
                                + "WHERE "
                                + REACHABLE
                                + " AND ("
                                + folded("u.name")
                                + " LIKE "
                                + folded(":pattern")
                                + " OR u.email = :query OR u.email_key = lower(btrim(:query)))"
                                + " ORDER BY u.name, u.id LIMIT :limit")
                .bind("viewer", viewer)
                .bind("query", query)
                .bind("pattern", "%" + Texts.likeLiteral(query) + "%")
                .bind("limit", limit)
                .mapTo(Profile.class)
                .list();
    }

    /// By a part of the name or email.
    static List<User> searchAll(Handle handle, UserId viewer, String query, int limit) {
        return handle.createQuery(
                        "SELECT "
                                + USER
                                + " FROM users WHERE id <> :viewer AND ("
                                + folded("name")
                                + " LIKE "
                                + folded(":pattern")
                                + " OR email ILIKE :pattern) ORDER BY name, id LIMIT :limit")
                .bind("viewer", viewer)
                .bind("pattern", "%" + Texts.likeLiteral(query) + "%")
                .bind("limit", limit)
                .mapTo(User.class)
                .list();
    }

    /// Without regard to case and to the dots of ё. The alphabet is spelled out because `lower()`
    /// of a database with collation `C` knows Latin letters only.
    private static String folded(String expression) {
        return "translate(lower("
                + expression
                + "), 'АБВГДЕЁЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯІЇЄҐЎё',"
                + " 'абвгдеежзийклмнопрстуфхцчшщъыьэюяіїєґўе')";
    }

    static Optional<User> update(Handle handle, UserId user, ProfileChange change) {
        return handle.createQuery(
                        """
                        UPDATE users SET
                            name = coalesce(:name, name),
                            avatar = coalesce(:avatar, avatar),
                            birthdate = coalesce(:birthdate, birthdate),
                            bio = CASE WHEN :changesBio THEN :bio ELSE bio END
                        WHERE id = :user RETURNING\s"""
                                + USER)
                .bind("name", change.name().orElse(null))
                .bind("avatar", change.avatar().orElse(null))
                .bind("birthdate", change.birthdate().orElse(null))
                .bind("changesBio", change.changesBio())
                .bind("bio", change.bio())
                .bind("user", user)
                .mapTo(User.class)
                .findOne();
    }

    static Privacy privacy(Handle handle, UserId user) {
        return handle.createQuery(
                        "SELECT who_may_add, last_seen_visibility, locale FROM users WHERE id = :user")
                .bind("user", user)
                .mapTo(Privacy.class)
                .one();
    }

    static void setPrivacy(Handle handle, UserId user, Privacy privacy) {
        handle.createUpdate(
                        """
                        UPDATE users SET who_may_add = :whoMayAdd,
                            last_seen_visibility = :lastSeenVisibility, locale = :locale
                        WHERE id = :user
                        """)
                .bind("whoMayAdd", privacy.whoMayAdd())
                .bind("lastSeenVisibility", privacy.lastSeenVisibility())
                .bind("locale", privacy.locale())
                .bind("user", user)
                .execute();
    }

    static void setLocale(Handle handle, UserId user, String locale) {
        handle.execute("UPDATE users SET locale = ? WHERE id = ?", locale, user);
    }
}
