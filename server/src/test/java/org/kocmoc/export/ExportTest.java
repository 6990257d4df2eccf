package org.kocmoc.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Json;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class ExportTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void theArchiveHoldsWhatIsMineAndNothingOfOthers() throws IOException {
        Person ada = server.people().ada();
        Person bob = server.people().bob();
        long chat =
                ada.api()
                        .post(
                                "/api/chats",
                                Map.of("type", "personal", "participantIds", List.of(bob.id())))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        for (int i = 0; i < 3; i++) {
            ada.api().post("/api/messages/" + chat, Map.of("text", "mine " + i)).expect(201);
        }
        bob.api().post("/api/messages/" + chat, Map.of("text", "not mine")).expect(201);
        ada.api().post("/api/contacts/add", Map.of("userId", bob.id())).expect(200);

        Map<String, byte[]> entries = unzip(ada.api().get("/api/account/export").expect(200));

        assertThat(entries.keySet())
                .contains("account.json", "chats.json", "contacts.json", "messages.json");
        JsonNode messages = json(entries, "messages.json");
        assertThat(messages).hasSize(3);
        assertThat(messages.get(0).path("text").asString()).isEqualTo("mine 0");
        assertThat(json(entries, "account.json").get(0).path("email").asString())
                .isEqualTo(ada.email());
        assertThat(json(entries, "contacts.json")).hasSize(1);
        entries.values()
                .forEach(
                        bytes ->
                                assertThat(new String(bytes, StandardCharsets.UTF_8))
                                        .doesNotContain("not mine")
                                        .doesNotContain(bob.email()));
    }

    @Test
    void nobodyExportsWithoutAToken() {
        server.api().get("/api/account/export").expect(401);
    }

    private static JsonNode json(Map<String, byte[]> entries, String name) {
        return Json.read(Objects.requireNonNull(entries.get(name), name));
    }

    private static Map<String, byte[]> unzip(Answer answer) throws IOException {
        Map<String, byte[]> entries = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(answer.bytes()))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                entries.put(entry.getName(), zip.readAllBytes());
            }
        }
        return entries;
    }
}
