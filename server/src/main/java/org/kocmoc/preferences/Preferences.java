package org.kocmoc.preferences;

import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Json;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Users;
import tools.jackson.databind.JsonNode;

/// Reads and changes what people have set. Any thread; blocks.
final class Preferences {
    /// Everything that can be set, and how often it was changed.
    record Settings(int version, Map<String, Object> settings) {}

    private final Database database;
    private final UserLog log;
    private final Users users;
    private final InstantSource clock;

    Preferences(Database database, UserLog log, Users users, InstantSource clock) {
        this.database = database;
        this.log = log;
        this.users = users;
        this.clock = clock;
    }

    Settings of(UserId user) {
        return database.read(
                handle ->
                        PreferenceStore.find(handle, user)
                                .map(row -> view(handle, user, row.version(), parse(row.choices())))
                                .orElseGet(() -> view(handle, user, 0, new LinkedHashMap<>())));
    }

    /// Changes the settings that are named and leaves the others.
    Settings change(UserId user, Map<String, JsonNode> choices) {
        return log.change(
                (handle, entries) -> {
                    PreferenceStore.Stored row =
                            PreferenceStore.lock(handle, user, clock.instant());
                    Map<String, JsonNode> chosen = parse(row.choices());
                    if (!merge(handle, user, chosen, choices)) {
                        return view(handle, user, row.version(), chosen);
                    }
                    int version = row.version() + 1;
                    var changed = new PreferenceStore.Stored(version, Json.writeText(chosen));
                    PreferenceStore.replace(handle, user, changed, clock.instant());
                    entries.tell(user, "settings:update", Map.of("version", version));
                    return view(handle, user, version, chosen);
                });
    }

    /// Whether that changed anything.
    private boolean merge(
            Handle handle,
            UserId user,
            Map<String, JsonNode> chosen,
            Map<String, JsonNode> choices) {
        boolean changed = false;
        for (Map.Entry<String, JsonNode> choice : choices.entrySet()) {
            if (choice.getKey().equals(Catalogue.LANGUAGE)) {
                changed |= setLanguage(handle, user, choice.getValue());
                continue;
            }
            @Nullable JsonNode before =
                    choice.getValue().isNull()
                            ? chosen.remove(choice.getKey())
                            : chosen.put(choice.getKey(), choice.getValue());
            changed |= !choice.getValue().equals(before) && !isNothing(choice.getValue(), before);
        }
        long own = chosen.keySet().stream().filter(name -> name.startsWith("client.")).count();
        if (own > Size.SETTINGS_PER_CLIENT.value()) {
            throw new ApiException(PreferencesError.TOO_MANY_SETTINGS);
        }
        return changed;
    }

    private static boolean isNothing(JsonNode value, @Nullable JsonNode before) {
        return value.isNull() && before == null;
    }

    private boolean setLanguage(Handle handle, UserId user, JsonNode value) {
        if (value.isNull() || value.asString().equals(users.locale(handle, user))) {
            return false;
        }
        users.setLocale(handle, user, value.asString());
        return true;
    }

    private Settings view(Handle handle, UserId user, int version, Map<String, JsonNode> chosen) {
        Map<String, Object> whole = Catalogue.whole(chosen);
        whole.put(Catalogue.LANGUAGE, users.locale(handle, user));
        return new Settings(version, whole);
    }

    private static Map<String, JsonNode> parse(String choices) {
        Map<String, JsonNode> chosen = new LinkedHashMap<>();
        Json.read(choices)
                .properties()
                .forEach(choice -> chosen.put(choice.getKey(), choice.getValue()));
        return chosen;
    }
}
