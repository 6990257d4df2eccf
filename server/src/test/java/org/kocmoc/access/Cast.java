package org.kocmoc.access;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.kocmoc.base.Bytes;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.TestServer;
import tools.jackson.databind.JsonNode;

/// The people of all roles, the same in every [World].
final class Cast {
    private static final String BACKUP = "/api/e2ee/backup";

    private final TestServer server;
    private final Map<Role, Person> people = new EnumMap<>(Role.class);
    private final Map<Role, CryptoDevice> devices = new EnumMap<>(Role.class);
    private final long pair;
    private String backupKey = "";
    private int pieces;

    /// Everybody registers; nobody is banned yet.
    Cast(TestServer server) {
        this.server = server;
        for (Role role : Role.values()) {
            if (role != Role.ANONYMOUS && role != Role.ADMIN) {
                Person person = server.people().newcomer(role.name());
                people.put(role, person);
                devices.put(role, CryptoDevice.first(person, 20));
            }
        }
        people.put(Role.ADMIN, server.people().admin());
        pair =
                person(Role.BLOCKED)
                        .api()
                        .post("/api/chats", Map.of("participantIds", List.of(id(Role.OWNER))))
                        .expect(201)
                        .json()
                        .path("chat")
                        .path("id")
                        .asLong();
        Api owner = person(Role.OWNER).api();
        backupKey();
        owner.post("/api/messages/" + pair, Map.of("text", "between the two")).expect(201);
        owner.post("/api/blocks/" + id(Role.BLOCKED)).expect(200);
        owner.put("/api/account/privacy", Map.of("last_seen_visibility", "contacts")).expect(200);
        owner.post("/api/contacts/add", Map.of("contactId", id(Role.MEMBER))).expect(200);
        person(Role.MEMBER)
                .api()
                .post("/api/contacts/add", Map.of("contactId", id(Role.OWNER)))
                .expect(200);
    }

    /// From now on one of them is banned.
    void ban() {
        person(Role.ADMIN)
                .api()
                .put("/api/users/" + id(Role.BANNED) + "/ban", Map.of())
                .expect(200);
    }

    TestServer server() {
        return server;
    }

    /// Everybody but the anonymous one.
    Person person(Role role) {
        return Optional.ofNullable(people.get(role)).orElseThrow();
    }

    /// A person's number; of the anonymous one, that nobody has.
    long id(Role role) {
        return role == Role.ANONYMOUS ? 999_999_999 : person(role).id().value();
    }

    Optional<CryptoDevice> device(Role role) {
        return Optional.ofNullable(devices.get(role));
    }

    /// A client with the role's token, if it has one.
    Api api(Role role) {
        return role == Role.ANONYMOUS ? server.api() : person(role).api();
    }

    /// The numbers of these roles.
    Set<Long> ids(Set<Role> roles) {
        return roles.stream().map(this::id).collect(Collectors.toSet());
    }

    /// After the role's token died.
    void signInAgain(Role role) {
        if (role == Role.ANONYMOUS || role == Role.BANNED) {
            return;
        }
        people.put(role, signedIn(person(role)));
    }

    private Person signedIn(Person person) {
        JsonNode answer =
                server.api()
                        .post(
                                "/api/auth/login",
                                Map.of("email", person.email(), "password", person.password()))
                        .expect(200)
                        .json();
        String token = answer.path("token").asString();
        return new Person(
                person.id(),
                person.name(),
                person.email(),
                person.password(),
                token,
                server.api().as(token));
    }

    /// The personal chat of the owner and the blocked one.
    long pair() {
        return pair;
    }

    /// The key of the owner's backup, which has a piece 1; both are made again if they are gone.
    String backupKey() {
        Api owner = api(Role.OWNER);
        if (owner.get(BACKUP).status() != 200) {
            Map<String, Object> wanted = anotherBackup();
            owner.put(BACKUP, wanted).expect(201);
            backupKey = String.valueOf(wanted.get("auth_key"));
        }
        Api holder = owner.with("kocmoc-backup-key", backupKey);
        if (holder.get(BACKUP + "/blobs/1").status() != 200) {
            holder.post(BACKUP + "/blobs/1?version=" + ++pieces, blob()).expect(201);
        }
        return backupKey;
    }

    /// What begins a backup.
    Map<String, Object> anotherBackup() {
        return Map.of(
                "auth_key",
                Bytes.base64Url(Bytes.random(32)),
                "by_code",
                Bytes.base64Url(Bytes.random(78)));
    }

    /// A piece of a backup.
    static Multipart blob() {
        return new Multipart().file("blob", "blob", "application/octet-stream", new byte[9]);
    }
}
