package org.kocmoc.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Finds the route of a method and path in a tree of path pieces.
///
/// Literals are matched without regard to case and win over parameters; one trailing slash is
/// ignored; parameter values keep their case. A tree of our own because regular expressions tried
/// one after another over the whole table cost more than the rest of a request. Immutable after
/// construction; any thread.
public final class Router {
    /// Outcome of a look-up.
    public sealed interface Match {
        /// The route and the decoded values of its parameters.
        record Found(Route route, Map<String, String> parameters) implements Match {}

        /// The path exists with other methods only.
        record WrongMethod(Set<String> allowed) implements Match {}

        /// No route has this path.
        record Unknown() implements Match {}
    }

    private static final class Node {
        final Map<String, Node> literals = new HashMap<>();
        final Map<String, Route> routes = new TreeMap<>();
        @Nullable Node parameter;
    }

    private final Node root = new Node();
    private final List<Route> table;

    /// @throws IllegalArgumentException if two routes have the same method and shape
    public Router(List<Route> table) {
        this.table = List.copyOf(table);
        table.forEach(this::add);
    }

    /// All routes in the order given.
    public List<Route> table() {
        return table;
    }

    private void add(Route route) {
        Node node = root;
        for (String piece : PathPieces.split(route.pattern())) {
            if (piece.startsWith(":")) {
                if (node.parameter == null) {
                    node.parameter = new Node();
                }
                node = node.parameter;
            } else {
                node = node.literals.computeIfAbsent(piece, key -> new Node());
            }
        }
        if (node.routes.putIfAbsent(route.method(), route) != null) {
            throw new IllegalArgumentException("two routes: " + route.method() + route.pattern());
        }
    }

    /// Looks the decoded pieces of a path up.
    public Match find(String method, List<String> pieces) {
        String wanted = method.equals("HEAD") ? "GET" : method;
        List<Node> nodes = new ArrayList<>();
        collect(root, pieces, 0, nodes);
        Set<String> allowed = new TreeSet<>();
        for (Node node : nodes) {
            Route route = node.routes.get(wanted);
            if (route != null) {
                return new Match.Found(route, parameters(route, pieces));
            }
            allowed.addAll(node.routes.keySet());
        }
        return allowed.isEmpty() ? new Match.Unknown() : new Match.WrongMethod(allowed);
    }

    private static void collect(Node node, List<String> pieces, int at, List<Node> found) {
        if (at == pieces.size()) {
            if (!node.routes.isEmpty()) {
                found.add(node);
            }
            return;
        }
        Node literal = node.literals.get(pieces.get(at).toLowerCase(Locale.ROOT));
        if (literal != null) {
            collect(literal, pieces, at + 1, found);
        }
        if (node.parameter != null) {
            collect(node.parameter, pieces, at + 1, found);
        }
    }

    private static Map<String, String> parameters(Route route, List<String> pieces) {
        List<String> pattern = PathPieces.split(route.pattern());
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < pattern.size(); i++) {
            if (pattern.get(i).startsWith(":")) {
                values.put(pattern.get(i).substring(1), pieces.get(i));
            }
        }
        return values;
    }
}
