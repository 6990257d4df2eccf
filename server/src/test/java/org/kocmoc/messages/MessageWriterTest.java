package org.kocmoc.messages;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.kocmoc.base.Json;
import tools.jackson.databind.JsonNode;

class MessageWriterTest {
    private static final Message FULL =
            new Message(
                    1,
                    "\"текст\" \\ \uD83D\uDE80 \u2028 \u0001",
                    "read",
                    Instant.parse("2030-01-02T03:04:05.006Z"),
                    2L,
                    "file",
                    "/uploads/a",
                    "a.png",
                    3L,
                    "image/png",
                    "/uploads/v",
                    4,
                    "Ada",
                    "/uploads/ada",
                    5,
                    6,
                    "key-\"7\"",
                    8,
                    Instant.parse("2031-01-02T03:04:05.060Z"),
                    true,
                    9L,
                    new Message.Origin("Bob", 10L, 11L),
                    List.of(12L, 13L),
                    List.of(new Message.Reaction("👍", List.of(14L, 15L))),
                    640,
                    480,
                    "/uploads/a/thumb",
                    List.of(0, 50, 100));

    private static final Message EMPTY =
            new Message(
                    1,
                    null,
                    "sent",
                    Instant.EPOCH,
                    null,
                    "text",
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    "Ada",
                    null,
                    5,
                    6,
                    null,
                    0,
                    null,
                    false,
                    null,
                    null,
                    List.of(),
                    List.of(),
                    null,
                    null,
                    null,
                    null);

    @Test
    void everyFieldOfTheRecordIsWrittenUnderItsNameAndInItsOrder() throws Exception {
        for (Message message : List.of(FULL, EMPTY)) {
            JsonNode written = Json.tree(message);

            RecordComponent[] fields = Message.class.getRecordComponents();
            assertThat(written.propertyNames())
                    .containsExactlyElementsOf(
                            Arrays.stream(fields).map(f -> snakeCase(f.getName())).toList());
            for (RecordComponent field : fields) {
                assertThat(written.get(snakeCase(field.getName())).toString())
                        .as(field.getName())
                        .isEqualTo(Json.writeText(field.getAccessor().invoke(message)));
            }
        }
    }

    @Test
    void aRenderedMessageIsTheMessageForEachReader() {
        for (Message message : List.of(FULL, EMPTY)) {
            RenderedMessage rendered = RenderedMessage.of(message);

            assertThat(json(rendered, message.status(), true)).isEqualTo(Json.writeText(message));
            JsonNode forOthers = Json.read(json(rendered, "delivered", false));
            assertThat(forOthers.path("client_id").isNull()).isTrue();
            assertThat(forOthers.path("status").asString()).isEqualTo("delivered");
        }
    }

    private static String json(RenderedMessage message, String status, boolean own) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        message.writeTo(out, status, own);
        return out.toString(StandardCharsets.UTF_8);
    }

    private static String snakeCase(String name) {
        return name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
