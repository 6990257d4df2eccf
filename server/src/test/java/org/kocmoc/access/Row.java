package org.kocmoc.access;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One line of the access matrix: a route or command, how to call it, and what each role gets:
/// `yes` or a refusal as `status code`. Built once, then only read.
final class Row {
    /// The answer of whoever may.
    static final String YES = "yes";

    /// What fills a place of a path.
    interface Place {
        Object in(World world);
    }

    private final String shape;
    private final Map<Role, String> expected = new EnumMap<>(Role.class);
    private final Set<Role> readers = EnumSet.of(Role.MEMBER, Role.OWNER);
    private Function<World, List<?>> ids = world -> List.of();
    private Function<World, @Nullable Object> body = world -> null;
    private Function<World, Map<String, String>> headers = world -> Map.of();
    private String query = "";
    private String variant = "";
    private boolean endsSessions;
    private boolean needsOwnWorld;

    private Row(String shape) {
        this.shape = shape;
    }

    /// A row that nobody may call yet.
    ///
    /// @param shape as `ApiDocument.Operation#shape`, or `SOCKET` and the command's name
    static Row row(String shape) {
        Row row = new Row(shape);
        for (Role role : Role.values()) {
            row.expected.put(role, "403 nobody_was_declared");
        }
        row.expected.put(Role.ANONYMOUS, "401 token_required");
        row.expected.put(Role.BANNED, "403 account_banned");
        if (row.isCommand()) {
            row.expected.put(Role.ANONYMOUS, "closed not_authenticated");
            row.expected.put(Role.BANNED, "closed banned");
        }
        return row;
    }

    /// Fills the places of the path.
    Row at(Place... places) {
        ids = world -> Arrays.stream(places).map(place -> place.in(world)).toList();
        return this;
    }

    /// The JSON body, form, or fields of the command.
    Row with(Function<World, @Nullable Object> made) {
        body = made;
        return this;
    }

    /// A header besides the token.
    Row header(String name, Function<World, String> value) {
        headers = world -> Map.of(name, value.apply(world));
        return this;
    }

    /// What follows the path.
    Row query(String text) {
        query = text;
        return this;
    }

    /// Tells several rows of one route apart.
    Row when(String words) {
        variant = words;
        return this;
    }

    /// What these roles get; all of them if none is named.
    Row gets(String answer, Role... roles) {
        for (Role role : roles.length == 0 ? Role.values() : roles) {
            expected.put(role, answer);
        }
        return this;
    }

    /// Anybody may, also without a token.
    Row everybody() {
        return gets(YES);
    }

    /// Everybody who is signed in may: it concerns the caller only.
    Row signedIn() {
        return signedIn(YES);
    }

    /// Everybody who is signed in gets this.
    Row signedIn(String answer) {
        return gets(
                answer,
                Role.STRANGER,
                Role.FORMER,
                Role.BLOCKED,
                Role.MEMBER,
                Role.OWNER,
                Role.ADMIN);
    }

    /// Only these; of the others those who are signed in get the refusal.
    Row only(String refusal, Role... roles) {
        needsOwnWorld = !shape.startsWith("GET ");
        signedIn(refusal);
        for (Role role : roles) {
            expected.put(role, YES);
        }
        return this;
    }

    /// Members of the group.
    Row members() {
        return only("403 not_a_member", Role.MEMBER, Role.OWNER);
    }

    /// The group's owner.
    Row owner(String refusalOfMembers) {
        return only("403 not_a_member", Role.OWNER).gets(refusalOfMembers, Role.MEMBER);
    }

    /// Administrators of the server, who also read what reports and panels show.
    Row admins() {
        readers.add(Role.ADMIN);
        return only("403 admin_required", Role.ADMIN);
    }

    /// The answer may show what only members see: whoever calls it holds a key to it.
    Row shows(Role... roles) {
        readers.addAll(roles.length == 0 ? EnumSet.allOf(Role.class) : Set.of(roles));
        return this;
    }

    /// The caller's token is dead afterwards.
    Row endsSessions() {
        endsSessions = true;
        return this;
    }

    /// Each caller that is let in needs things that nobody else has used.
    Row alone() {
        needsOwnWorld = true;
        return this;
    }

    String shape() {
        return shape;
    }

    String variant() {
        return variant;
    }

    String expected(Role role) {
        return java.util.Objects.requireNonNull(expected.get(role));
    }

    boolean isCommand() {
        return shape.startsWith(Call.SOCKET);
    }

    boolean mayShow(Role role) {
        return readers.contains(role);
    }

    boolean isEndOfSessions() {
        return endsSessions;
    }

    /// Whether a call that is let in may change what other rows need.
    boolean needsOwnWorld() {
        return needsOwnWorld;
    }

    Call call(World world) {
        Call call = Call.of(shape, ids.apply(world), query, body.apply(world));
        return new Call(call.method(), call.target(), call.body(), headers.apply(world));
    }

    @Override
    public String toString() {
        return variant.isEmpty() ? shape : shape + " (" + variant + ")";
    }
}
