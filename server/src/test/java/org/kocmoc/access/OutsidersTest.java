package org.kocmoc.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kocmoc.base.Json;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// No sequence of calls by outsiders reads or changes what is not theirs. The calls are those of
/// the access matrix, in random order, with things of the secret group and of their own mixed; a
/// failure names its seed, which `-Dkocmoc.seed` repeats.
class OutsidersTest {
    private static final int CALLS = 2_000;
    private static final List<Role> OUTSIDERS =
            List.of(Role.ANONYMOUS, Role.STRANGER, Role.FORMER, Role.BANNED, Role.BLOCKED);

    /// Columns that tell whose a row is.
    private static final List<String> OWNERS =
            List.of(
                    "user_id",
                    "owner_id",
                    "sender_id",
                    "blocker_id",
                    "reporter_id",
                    "actor_id",
                    "created_by",
                    "viewer_id");

    @RegisterExtension static final TestServer server = new TestServer();

    private final long seed = Long.getLong("kocmoc.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Map<Role, World> own = new EnumMap<>(Role.class);

    @Test
    void noSequenceOfCallsByOutsidersReadsOrChangesWhatIsNotTheirs() {
        Cast cast = new Cast(server);
        World secret = World.secret(cast, Role.MEMBER, Role.FORMER, Role.BANNED);
        for (Role role : OUTSIDERS) {
            own.put(role, role == Role.ANONYMOUS ? secret : World.of(cast, role));
        }
        cast.ban();
        List<Row> rows = rows();
        rows.forEach(row -> row.call(secret.seenBy(Role.STRANGER)));
        Contents before = Contents.of(server.database());
        try (Outcomes outcomes = new Outcomes(cast)) {
            List<String> trail = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                Role role = OUTSIDERS.get(random.nextInt(OUTSIDERS.size()));
                Row row = rows.get(random.nextInt(rows.size()));
                Call call =
                        row.call(
                                new Mixed(
                                        secret.seenBy(role),
                                        Objects.requireNonNull(own.get(role)),
                                        random));
                Outcomes.Outcome outcome = outcomes.of(role, call);
                trail.add(role + " " + call.method() + " " + call.target() + " " + outcome.name());
                assertThat(outcome.text())
                        .as("seed %d, after %s", seed, tail(trail))
                        .doesNotContain(World.CANARY);
            }
            for (Role role : OUTSIDERS) {
                assertThat(outcomes.heard(role)).as("seed " + seed).doesNotContain(World.CANARY);
            }
            assertThat(trail.stream().filter(step -> step.endsWith(" " + Row.YES)))
                    .as("calls that did something")
                    .hasSizeGreaterThan(CALLS / 10);
        }
        assertThat(trespasses(cast, secret, before, Contents.of(server.database())))
                .as("seed " + seed)
                .isEmpty();
    }

    private static List<String> tail(List<String> trail) {
        return trail.subList(Math.max(0, trail.size() - 20), trail.size());
    }

    /// All but what ends the sequence for its caller, what is a key by design, and what only makes
    /// more accounts.
    private static List<Row> rows() {
        return Matrix.rows().stream()
                .filter(row -> !row.isEndOfSessions())
                .filter(row -> !row.shape().contains("/api/invites/"))
                .filter(row -> !row.shape().contains("/api/auth/"))
                .filter(row -> !row.variant().startsWith("with the owner"))
                .filter(row -> !row.shape().equals("POST /api/account/email"))
                // One-time keys are there to be taken.
                .filter(row -> !row.shape().equals("POST /api/e2ee/bundles/take"))
                .toList();
    }

    /// Rows that were changed, removed or added and are not the outsiders' own.
    private static Set<String> trespasses(
            Cast cast, World secret, Contents before, Contents after) {
        Set<Long> outsiders = cast.ids(Set.copyOf(OUTSIDERS));
        Set<String> trespasses =
                Contents.added(after, before).stream()
                        .filter(row -> !isOf(outsiders, secret, row))
                        .map(row -> row.substring(0, Math.min(300, row.length())))
                        .collect(Collectors.toCollection(TreeSet::new));
        Contents.added(before, after).stream()
                .filter(row -> tree(row).path("chat_id").asLong(-1) == secret.chat())
                .forEach(trespasses::add);
        return trespasses;
    }

    private static boolean isOf(Set<Long> outsiders, World secret, String row) {
        JsonNode tree = tree(row);
        if (tree.path("chat_id").asLong(-1) == secret.chat()) {
            return false;
        }
        return row.startsWith("users ")
                ? outsiders.contains(tree.path("id").asLong())
                // Telling people something moves the number of their log.
                : row.startsWith("chat_heads ")
                        || row.startsWith("user_heads ")
                        || OWNERS.stream()
                                .anyMatch(name -> outsiders.contains(tree.path(name).asLong(-1)));
    }

    private static JsonNode tree(String row) {
        return Json.read(row.substring(row.indexOf(' ') + 1));
    }
}
