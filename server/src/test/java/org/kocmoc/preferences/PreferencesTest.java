package org.kocmoc.preferences;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class PreferencesTest {
    private static final String SETTINGS = "/api/account/settings";

    @RegisterExtension static final TestServer server = new TestServer();

    private final Person ada = server.people().newcomer("Ada");

    private JsonNode settings() {
        return ada.api().get(SETTINGS).expect(200).json();
    }

    private List<String> events() {
        return server.database()
                .read(
                        handle ->
                                handle.select(
                                                "SELECT data::text FROM user_events WHERE user_id = ? AND type = 'settings:update' ORDER BY seq",
                                                ada.id().value())
                                        .mapTo(String.class)
                                        .list());
    }

    @Test
    void everythingHasADefault() {
        JsonNode fresh = settings();
        assertThat(fresh.path("version").asInt()).isZero();
        JsonNode values = fresh.path("settings");
        assertThat(values.path("theme").asString()).isEqualTo("system");
        assertThat(values.path("language").asString()).isEqualTo("ru");
        assertThat(values.path("text_scale").asInt()).isEqualTo(100);
        assertThat(values.path("notifications").path("sound").asBoolean()).isTrue();
        assertThat(values.path("client").isEmpty()).isTrue();
    }

    @Test
    void aChangeLeavesTheRestAndIsToldToTheOtherDevices() {
        ada.api().patch(SETTINGS, Map.of("theme", "neon")).expect(200);
        ada.api()
                .patch(
                        SETTINGS,
                        Map.of(
                                "notifications",
                                Map.of("sound", false),
                                "client",
                                Map.of("sidebar", 320)))
                .expect(200);

        JsonNode after = settings();
        assertThat(after.path("version").asInt()).isEqualTo(2);
        JsonNode values = after.path("settings");
        assertThat(values.path("theme").asString()).isEqualTo("neon");
        assertThat(values.path("notifications").path("sound").asBoolean()).isFalse();
        assertThat(values.path("notifications").path("preview").asBoolean()).isTrue();
        assertThat(values.path("client").path("sidebar").asInt()).isEqualTo(320);
        assertThat(events()).containsExactly("{\"version\": 1}", "{\"version\": 2}");
    }

    @Test
    void theSameAgainIsNoChange() {
        ada.api().patch(SETTINGS, Map.of("theme", "dark", "language", "en")).expect(200);
        ada.api().patch(SETTINGS, Map.of("theme", "dark", "language", "en")).expect(200);
        ada.api().patch(SETTINGS, Map.of()).expect(200);
        ada.api().patch(SETTINGS, Map.of("client", taken("never_set"))).expect(200);

        assertThat(events()).hasSize(1);
        assertThat(settings().path("settings").path("language").asString()).isEqualTo("en");
        JsonNode privacy = ada.api().get("/api/account/privacy").json().path("privacy");
        assertThat(privacy.path("locale").asString()).isEqualTo("en");
    }

    @Test
    void nullTakesAChoiceBack() {
        ada.api().patch(SETTINGS, Map.of("theme", "dark", "client", Map.of("a", "b"))).expect(200);
        ada.api().patch(SETTINGS, taken("theme")).expect(200);
        ada.api().patch(SETTINGS, Map.of("client", taken("a"))).expect(200);

        JsonNode values = settings().path("settings");
        assertThat(values.path("theme").asString()).isEqualTo("system");
        assertThat(values.path("client").isEmpty()).isTrue();
    }

    private static Map<String, @Nullable Object> taken(String name) {
        Map<String, @Nullable Object> body = new HashMap<>();
        body.put(name, null);
        return body;
    }

    @Test
    void whatCannotBeSetIsRefusedAndNothingChanges() {
        for (Map<String, ?> bad :
                List.<Map<String, ?>>of(
                        Map.of("theme", "pink"),
                        Map.of("theme", 5),
                        Map.of("language", "fr"),
                        Map.of("text_scale", 1000),
                        Map.of("text_scale", "100"),
                        Map.of("notifications", true),
                        Map.of("notifications", Map.of("sound", "loud")),
                        Map.of("encrypted_by_default", 1),
                        Map.of("client", List.of()),
                        Map.of("client", Map.of("Bad Name", 1)),
                        Map.of("client", Map.of("a.b", 1)),
                        Map.of("client", Map.of("deep", Map.of("a", 1))),
                        Map.of("client", Map.of("long", "x".repeat(201))),
                        Map.of("client", Map.of("nul", "\0")),
                        Map.of("theme", "dark", "text_scale", -1))) {
            ada.api().patch(SETTINGS, bad).expect(400, "Некорректные настройки");
        }
        assertThat(settings().path("version").asInt()).isZero();
        ada.api().patch(SETTINGS, Map.of("unknown", "ignored")).expect(200);
        assertThat(settings().path("version").asInt()).isZero();
    }

    @Test
    void clientsKeepAFewThingsOnly() {
        Map<String, Object> many = new LinkedHashMap<>();
        for (int i = 0; i < 65; i++) {
            many.put("k" + i, i);
        }
        ada.api().patch(SETTINGS, Map.of("client", many)).expect(409);
        many.remove("k64");
        ada.api().patch(SETTINGS, Map.of("client", many)).expect(200);
        ada.api().patch(SETTINGS, Map.of("client", Map.of("one_more", 1))).expect(409);
        assertThat(settings().path("settings").path("client").size()).isEqualTo(64);
    }
}
