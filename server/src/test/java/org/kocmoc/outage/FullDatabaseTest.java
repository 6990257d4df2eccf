package org.kocmoc.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kocmoc.base.Bytes;
import org.kocmoc.db.DatabaseSettings;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.SmallDisk;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// A database whose disk is full: the table of messages lies on a small one of its own, mounted
/// where this account may do that and PostgreSQL runs on this machine.
class FullDatabaseTest {
    private static final int LETTERS = 15_000;
    private static final String SPACE = "kocmoc_small_" + Bytes.hex(Bytes.random(4));

    @RegisterExtension static final TestServer server = new TestServer();

    @TempDir static Path temporary;

    private final Person ada = server.people().ada();

    private static String database(String sql) {
        return server.database().read(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }

    /// Outside of a transaction, as tablespaces want it.
    private static void administer(String sql) throws Exception {
        DatabaseSettings settings = server.settings();
        try (var connection = settings.connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private Answer send(long chat, String clientId) {
        String text = Bytes.hex(Bytes.random(LETTERS / 2));
        return ada.api().post("/api/messages/" + chat, Map.of("text", text, "client_id", clientId));
    }

    @Test
    void sendsAreRefusedClearlyNothingAcknowledgedIsLostAndItGoesOnWhenThereIsRoom()
            throws Exception {
        Path data = Path.of(database("SHOW data_directory"));
        assumeTrue(Files.exists(data), "PostgreSQL runs on another machine");
        Path disk = Files.createDirectory(temporary.resolve("disk"));
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
        assumeTrue(SmallDisk.mount(disk, "6m"), "this account may not mount a small disk");
        try {
            Path space = Files.createDirectory(disk.resolve("space"));
            Files.setOwner(space, Files.getOwner(data));
            administer("CREATE TABLESPACE " + SPACE + " LOCATION '" + space + "'");
            administer("ALTER TABLE messages SET TABLESPACE " + SPACE);
            try {
                fillAndRecover(disk.resolve("filler"));
            } finally {
                administer("ALTER TABLE messages SET TABLESPACE pg_default");
                administer("DROP TABLESPACE " + SPACE);
            }
        } finally {
            SmallDisk.unmount(disk);
        }
    }

    private void fillAndRecover(Path filler) throws Exception {
        long chat = ada.group(ada);
        SmallDisk.fill(filler);
        List<String> acknowledged = new ArrayList<>();
        Answer answer;
        do {
            String id = "m" + acknowledged.size();
            answer = send(chat, id);
            if (answer.status() == 201) {
                acknowledged.add(id);
            }
        } while (answer.status() == 201 && acknowledged.size() < 1_000);
        answer.expect(503);
        assertThat(answer.header("Retry-After")).isNotEmpty();
        ada.api().get("/api/chats").expect(200);
        Files.delete(filler);

        String last = "m" + acknowledged.size();
        Await.status(201, () -> send(chat, last));
        acknowledged.add(last);
        List<String> stored = new ArrayList<>();
        for (JsonNode message :
                ada.api()
                        .get("/api/messages/" + chat + "?limit=100")
                        .expect(200)
                        .json()
                        .path("messages")) {
            stored.add(message.path("client_id").asString());
        }
        assertThat(stored).containsExactlyElementsOf(acknowledged);
    }
}
