package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

class RegistrationTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void whoRegistersConfirmsAndSignsIn() {
        Person ada = server.people().ada();

        JsonNode user =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of("email", ada.email(), "password", ada.password()))
                        .expect(200)
                        .json()
                        .path("user");

        assertThat(user.propertyNames())
                .containsExactly(
                        "id",
                        "name",
                        "email",
                        "avatar",
                        "bio",
                        "birthdate",
                        "online",
                        "is_admin",
                        "created_at");
        assertThat(user.path("online").asBoolean()).isTrue();
        ada.api().get("/api/auth/verify").expect(200);
    }
}
