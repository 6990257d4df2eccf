package org.kocmoc.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.Answer;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;

class LastAdministratorTest {
    @RegisterExtension static final TestServer server = new TestServer();

    @Test
    void ofTheLastTwoWhoGoAtOnceOneStays() throws Exception {
        Person ada = server.people().newcomer("Ada");
        server.database()
                .execute(
                        h ->
                                h.execute(
                                        "UPDATE users SET is_admin = true WHERE id = ?",
                                        ada.id().value()));
        List<CompletableFuture<Answer>> answers =
                List.of(
                        leaving(server.people().admin(), TestServer.ADMIN_PASSWORD),
                        leaving(ada, ada.password()));
        int refused = 0;
        for (CompletableFuture<Answer> answer : answers) {
            refused += answer.get(60, TimeUnit.SECONDS).status() == 409 ? 1 : 0;
        }

        assertThat(refused).isEqualTo(1);
        int left =
                server.database()
                        .read(
                                h ->
                                        h.createQuery("SELECT count(*) FROM users WHERE is_admin")
                                                .mapTo(Integer.class)
                                                .one());
        assertThat(left).isEqualTo(1);
    }

    private static CompletableFuture<Answer> leaving(Person person, String password) {
        return CompletableFuture.supplyAsync(
                () -> person.api().delete("/api/account", Map.of("password", password)));
    }
}
