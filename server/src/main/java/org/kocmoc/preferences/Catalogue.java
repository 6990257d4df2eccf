package org.kocmoc.preferences;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.Texts;
import org.kocmoc.limits.Size;
import tools.jackson.databind.JsonNode;

/// What can be set, with defaults. Names are paths: `notifications.sound` is the field `sound` of
/// `notifications`. Below `client.` a client keeps short values of its own, without a default.
/// Stateless; any thread.
final class Catalogue {
    /// Where the language stands: not with the other choices, since mails need it.
    static final String LANGUAGE = "language";

    static final String CLIENT = "client";

    private static final String NOTIFICATIONS = "notifications";
    private static final Set<String> GROUPS = Set.of(NOTIFICATIONS, CLIENT);
    private static final Pattern CLIENT_NAME = Pattern.compile("[a-z][a-z0-9_]{0,39}");
    private static final int SCALE_MIN = 80;
    private static final int SCALE_MAX = 200;
    private static final int SCALE_DEFAULT = 100;

    private record Setting(Object byDefault, Predicate<JsonNode> valid) {}

    private static final Map<String, Setting> SETTINGS = new LinkedHashMap<>();

    static {
        word(LANGUAGE, "ru", "en");
        word("theme", "system", "light", "dark", "neon");
        word("send_with", "enter", "ctrl_enter");
        SETTINGS.put(
                "text_scale",
                new Setting(
                        SCALE_DEFAULT,
                        value ->
                                value.isInt()
                                        && value.asInt() >= SCALE_MIN
                                        && value.asInt() <= SCALE_MAX));
        truth("encrypted_by_default", false);
        for (String about : new String[] {"messages", "groups", "mentions", "reactions"}) {
            truth(NOTIFICATIONS + "." + about, true);
        }
        truth(NOTIFICATIONS + ".stories", false);
        truth(NOTIFICATIONS + ".sound", true);
        truth(NOTIFICATIONS + ".preview", true);
    }

    private Catalogue() {}

    private static void word(String name, String byDefault, String... others) {
        Set<String> more = Set.of(others);
        SETTINGS.put(
                name,
                new Setting(
                        byDefault,
                        value ->
                                value.isString()
                                        && (value.asString().equals(byDefault)
                                                || more.contains(value.asString()))));
    }

    private static void truth(String name, boolean byDefault) {
        SETTINGS.put(name, new Setting(byDefault, JsonNode::isBoolean));
    }

    /// The named choices of a request; `null` takes a choice back. Unknown names are ignored,
    /// except below `client`.
    ///
    /// @throws ApiException 400 for a value that the name cannot have
    static Map<String, JsonNode> choices(JsonNode request) {
        Map<String, JsonNode> choices = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            if (!GROUPS.contains(field.getKey())) {
                add(choices, field.getKey(), field.getValue());
            } else if (field.getValue().isObject()) {
                field.getValue()
                        .properties()
                        .forEach(
                                inner ->
                                        add(
                                                choices,
                                                field.getKey() + "." + inner.getKey(),
                                                inner.getValue()));
            } else {
                throw invalid();
            }
        }
        return choices;
    }

    private static void add(Map<String, JsonNode> choices, String name, JsonNode value) {
        if (name.startsWith(CLIENT + ".")) {
            requireOwn(name.substring(CLIENT.length() + 1), value);
        } else {
            Setting setting = SETTINGS.get(name);
            if (setting == null) {
                return;
            }
            if (!value.isNull() && !setting.valid().test(value)) {
                throw invalid();
            }
        }
        choices.put(name, value);
    }

    private static void requireOwn(String name, JsonNode value) {
        boolean small =
                value.isNull()
                        || value.isBoolean()
                        || value.isInt()
                        || (value.isString()
                                && value.asString().length() <= Size.SETTING_CHARS.value()
                                && Texts.isStorable(value.asString()));
        if (!small || !CLIENT_NAME.matcher(name).matches()) {
            throw invalid();
        }
    }

    private static ApiException invalid() {
        return new ApiException(PreferencesError.SETTINGS_INVALID);
    }

    /// Everything that can be set, as chosen or by default, in the shape of the answer.
    static Map<String, Object> whole(Map<String, JsonNode> chosen) {
        Map<String, Object> whole = new LinkedHashMap<>();
        Map<String, Object> notifications = new LinkedHashMap<>();
        Map<String, Object> client = new LinkedHashMap<>();
        SETTINGS.forEach(
                (name, setting) -> {
                    JsonNode value = chosen.get(name);
                    Object shown = value == null ? setting.byDefault() : value;
                    if (name.startsWith(NOTIFICATIONS + ".")) {
                        notifications.put(name.substring(NOTIFICATIONS.length() + 1), shown);
                    } else {
                        whole.put(name, shown);
                    }
                });
        chosen.forEach(
                (name, value) -> {
                    if (name.startsWith(CLIENT + ".")) {
                        client.put(name.substring(CLIENT.length() + 1), value);
                    }
                });
        whole.put(NOTIFICATIONS, notifications);
        whole.put(CLIENT, client);
        return whole;
    }
}
