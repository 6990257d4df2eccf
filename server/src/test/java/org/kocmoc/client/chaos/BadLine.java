package org.kocmoc.client.chaos;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.kocmoc.testkit.BetweenServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/// Loses requests and answers, sends requests twice, and hands out what waits in a mailbox late, in
/// another order, or twice.
final class BadLine implements BetweenServer.Mischief {
    private static final int RARE = 40;
    private static final int LATE = 12;

    private final Random chance;

    BadLine(long seed) {
        chance = new Random(seed);
    }

    @Override
    public synchronized Fate fate(String method, String path) {
        return switch (chance.nextInt(RARE)) {
            case 0 -> Fate.LOSE_REQUEST;
            case 1 -> Fate.LOSE_ANSWER;
            case 2 -> method.equals("GET") || path.endsWith("/messages") ? Fate.TWICE : Fate.PASS;
            default -> Fate.PASS;
        };
    }

    @Override
    public synchronized JsonNode answer(String method, String path, JsonNode real) {
        if (path.startsWith("/api/e2ee/mailbox") && real.path("items") instanceof ArrayNode items) {
            List<JsonNode> mixed = new ArrayList<>();
            for (JsonNode item : items) {
                int copies = chance.nextInt(LATE);
                if (copies > 0) {
                    mixed.add(item);
                }
                if (copies == 1) {
                    mixed.add(item);
                }
            }
            Collections.shuffle(mixed, chance);
            items.removeAll();
            mixed.forEach(items::add);
        }
        return real;
    }
}
