package org.kocmoc.admin;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.testkit.TestServer;

class OperationsTokenTest {
    @RegisterExtension
    static final TestServer server =
            new TestServer()
                    .with("METRICS_TOKEN", "metrics-token-of-a-test")
                    .with("ADMIN_TOKEN", "")
                    .with("RATE_LIMITS", "on");

    @Test
    void aMetricsTokenIsAskedOfEverybody() {
        server.api().get("/metrics").expect(403);
        server.api().as("wrong").get("/metrics").expect(403);
        server.api().as("metrics-token-of-a-test").get("/metrics").expect(200);
    }

    @Test
    void withoutAnOperatorsTokenTheSwitchStaysClosedAndGuessingIsSlowedDown() {
        for (int i = 0; i < 10; i++) {
            server.api()
                    .with("x-admin-token", "guess" + i)
                    .post("/admin/toggle-maintenance")
                    .expect(401, "Unauthorized");
        }
        server.api().with("x-admin-token", "").post("/admin/toggle-maintenance").expect(429);
    }
}
