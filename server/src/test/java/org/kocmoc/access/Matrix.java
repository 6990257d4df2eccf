package org.kocmoc.access;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.kocmoc.testkit.ApiDocument;
import org.kocmoc.testkit.SocketDocument;

/// All rows, what they must cover, and the table for people.
public final class Matrix {
    private Matrix() {}

    /// What is documented and has no row, and the other way round.
    public static Set<String> differences() {
        Set<String> declared = rows().stream().map(Row::shape).collect(Collectors.toSet());
        Set<String> differences = documented();
        differences.removeAll(declared);
        declared.removeAll(documented());
        differences.addAll(declared);
        return differences;
    }

    static List<Row> rows() {
        return Stream.of(
                        AccountRows.rows(),
                        ChatRows.rows(),
                        ContentRows.rows(),
                        EncryptionRows.rows(),
                        AdminRows.rows(),
                        SocketRows.rows())
                .flatMap(List::stream)
                .toList();
    }

    /// Every operation of `openapi.yaml` and every command of `asyncapi.yaml`.
    static Set<String> documented() {
        Set<String> shapes =
                ApiDocument.get().operations().stream()
                        .map(ApiDocument.Operation::shape)
                        .collect(Collectors.toCollection(TreeSet::new));
        SocketDocument socket = new SocketDocument();
        socket.keys().stream()
                .filter(key -> key.startsWith("command-"))
                .map(key -> Call.SOCKET + " " + socket.example(key).path("type").asString())
                .forEach(shapes::add);
        return shapes;
    }

    /// The matrix as Markdown.
    static String table() {
        StringBuilder text =
                new StringBuilder(
                        """
                        # Who may do what

                        Made from the rows of the access tests by `./kocmoc docs`; a test fails when it is stale, when a route or command has
                        no row, and when the server answers any cell otherwise. `yes`: it is done. Otherwise the refusal; where everybody
                        who may call gets a refusal, the call of the test is one that stops behind the check (a wrong password, say).

                        The columns are what somebody is to the owner and the members of a group: *anonymous* has no token, *stranger* was
                        never in the group, *former* was, *banned* was when an administrator banned the account, *blocked* is blocked by the
                        owner and shares a personal chat with them, *member* is in the group, *owner* owns it and made what is in it,
                        *admin* administers the server and is not in the group.

                        """);
        text.append("| call |");
        for (Role role : Role.values()) {
            text.append(' ').append(role).append(" |");
        }
        text.append("\n|---|").append("---|".repeat(Role.values().length)).append('\n');
        sorted().values().forEach(row -> text.append(line(row)));
        return text.toString();
    }

    private static Map<String, Row> sorted() {
        Map<String, Row> sorted = new TreeMap<>();
        for (Row row : rows()) {
            String[] words = row.shape().split(" ", 2);
            sorted.put(words[1] + " " + words[0] + " " + row.variant(), row);
        }
        return sorted;
    }

    private static String line(Row row) {
        StringBuilder line = new StringBuilder("| `" + row.shape() + "`");
        if (!row.variant().isEmpty()) {
            line.append(' ').append(row.variant());
        }
        for (Role role : Role.values()) {
            line.append(" | ").append(row.expected(role));
        }
        return line.append(" |\n").toString();
    }
}
