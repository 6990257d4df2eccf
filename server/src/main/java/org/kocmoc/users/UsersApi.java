package org.kocmoc.users;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Urls;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Rate;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.limits.Size;
import org.kocmoc.wire.Caller;
import org.kocmoc.wire.Fields;

/// Routes of profiles and of a person's own privacy.
final class UsersApi {
    private static final Set<String> LOCALES = Set.of("ru", "en");

    private final Users users;
    private final RateLimiter limiter;

    UsersApi(Users users, RateLimiter limiter) {
        this.users = users;
        this.limiter = limiter;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/users", Access.USER, "Lists other people by name.", this::list),
                Route.get("/api/users/:id", Access.USER, "Shows a profile.", this::show),
                Route.put("/api/users/:id", Access.USER, "Changes a profile.", this::change),
                Route.get(
                        "/api/users/search/:query",
                        Access.USER,
                        "Finds people by a part of the name or by email.",
                        this::search),
                Route.get(
                        "/api/account/privacy",
                        Access.USER,
                        "Shows the own choices about other people.",
                        this::privacy),
                Route.put(
                        "/api/account/privacy",
                        Access.USER,
                        "Changes the own choices about other people.",
                        this::changePrivacy));
    }

    /// Whole for older clients; in pages with `limit` or `after`.
    private Response list(Request request) {
        Caller caller = request.caller();
        Optional<String> after = request.query("after");
        boolean paged = after.isPresent() || request.query("limit").isPresent();
        int most = paged ? Size.PAGE_ROWS.value() : Size.USERS_LISTED.value();
        int limit = (int) request.query("limit", most, 1, most);
        UserPage page =
                after.map(cursor -> UserPage.after(cursor, limit)).orElse(UserPage.first(limit));
        return caller.admin()
                ? answer(users.listAll(caller.user(), page), page, UsersApi::cursor)
                : answer(users.list(caller.user(), page), page, UsersApi::cursor);
    }

    private static <T> Response answer(List<T> people, UserPage page, Function<T, String> cursor) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        body.put("users", people);
        body.put("next", people.size() < page.limit() ? null : cursor.apply(people.getLast()));
        return Response.ok(body);
    }

    private static String cursor(User last) {
        return UserPage.cursor(last.id(), last.name());
    }

    private static String cursor(Profile last) {
        return UserPage.cursor(last.id(), last.name());
    }

    private Response show(Request request) {
        Caller caller = request.caller();
        UserId id = new UserId(request.id("id", UsersError.USER_NOT_FOUND));
        if (caller.admin() || id.equals(caller.user())) {
            return Response.ok(Map.of("user", users.find(id).orElseThrow(UsersApi::unknown)));
        }
        Profile profile = users.profiles(caller.user(), List.of(id)).get(id);
        if (profile == null) {
            throw unknown();
        }
        return Response.ok(Map.of("user", profile));
    }

    private static ApiException unknown() {
        return new ApiException(UsersError.USER_NOT_FOUND);
    }

    private Response search(Request request) {
        Caller caller = request.caller();
        limiter.take(Rate.PEOPLE_SEARCH_PER_USER, caller.user().toString());
        String query = request.path("query");
        return Response.ok(
                Map.of(
                        "users",
                        caller.admin()
                                ? users.searchAll(caller.user(), query)
                                : users.search(caller.user(), query)));
    }

    private Response change(Request request) {
        Caller caller = request.caller();
        UserId id = new UserId(request.id("id", UsersError.PROFILE_NOT_YOURS));
        if (!caller.admin() && !id.equals(caller.user())) {
            throw new ApiException(UsersError.PROFILE_NOT_YOURS);
        }
        ProfileChange change = profileChange(request.body(UsersError.PROFILE_INVALID));
        if (change.isEmpty()) {
            throw new ApiException(UsersError.PROFILE_NOTHING_TO_CHANGE);
        }
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("user", users.change(id, change));
        body.put("message", "Профиль обновлён");
        return Response.ok(body);
    }

    private static ProfileChange profileChange(Fields body) {
        return new ProfileChange(
                filled(body, "name", Size.NAME_CHARS),
                filled(body, "avatar", Size.URL_CHARS).map(UsersApi::avatar),
                filled(body, "birthdate", Size.NAME_CHARS),
                body.has("bio"),
                body.text("bio", Size.BIO_CHARS.value()));
    }

    private static Optional<String> filled(Fields body, String name, Size max) {
        return Optional.ofNullable(body.text(name, max.value())).filter(text -> !text.isEmpty());
    }

    private static String avatar(String url) {
        return Urls.storable(url, Size.URL_CHARS.value())
                .orElseThrow(() -> new ApiException(UsersError.AVATAR_INVALID));
    }

    private Response privacy(Request request) {
        return Response.ok(Map.of("privacy", users.privacy(request.caller().user())));
    }

    private Response changePrivacy(Request request) {
        UserId user = request.caller().user();
        Fields body = request.body(UsersError.PRIVACY_INVALID);
        Privacy before = users.privacy(user);
        Privacy after =
                new Privacy(
                        audience(body, "who_may_add").orElse(before.whoMayAdd()),
                        audience(body, "last_seen_visibility").orElse(before.lastSeenVisibility()),
                        locale(body).orElse(before.locale()));
        users.setPrivacy(user, after);
        return Response.ok(Map.of("privacy", after));
    }

    private static Optional<Audience> audience(Fields body, String field) {
        return Optional.ofNullable(body.text(field))
                .map(
                        text ->
                                switch (text) {
                                    case "all" -> Audience.ALL;
                                    case "contacts" -> Audience.CONTACTS;
                                    case "nobody" -> Audience.NOBODY;
                                    default -> throw new ApiException(UsersError.PRIVACY_INVALID);
                                });
    }

    private static Optional<String> locale(Fields body) {
        Optional<String> locale =
                Optional.ofNullable(body.text("locale")).map(text -> text.toLowerCase(Locale.ROOT));
        if (locale.isPresent() && !LOCALES.contains(locale.get())) {
            throw new ApiException(UsersError.PRIVACY_INVALID);
        }
        return locale;
    }
}
