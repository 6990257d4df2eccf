package org.kocmoc.access;

import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.kocmoc.base.Bytes;
import org.kocmoc.ratchet.Membership;
import org.kocmoc.testkit.Api;
import org.kocmoc.testkit.CryptoDevice;
import org.kocmoc.testkit.Multipart;
import org.kocmoc.testkit.Person;
import org.kocmoc.testkit.Pictures;
import tools.jackson.databind.JsonNode;

/// A group of the owner's and what lies in it, for one caller; what is rarely needed is made when
/// it is first asked for. Texts that only members may see hold [#CANARY]. One thread.
class World {
    /// Must never be in an answer to an outsider.
    static final String CANARY = "vodokachka";

    private final Cast cast;
    private final Role caller;
    private final Role founder;
    private final Map<String, Object> made;

    private World(Cast cast, Role founder, Role caller, Map<String, Object> made) {
        this.cast = cast;
        this.founder = founder;
        this.caller = caller;
        this.made = made;
    }

    /// The same things, for a kind that gives others in their place.
    World(World same) {
        this(same.cast, same.founder, same.caller, same.made);
    }

    /// The group whose texts hold [#CANARY].
    static World secret(Cast cast, Role... others) {
        World world = new World(cast, Role.OWNER, Role.OWNER, new HashMap<>());
        world.found(CANARY, List.of(others));
        return world;
    }

    /// Another group, of anybody's.
    static World of(Cast cast, Role founder, Role... others) {
        World world = new World(cast, founder, founder, new HashMap<>());
        world.found("plain", List.of(others));
        return world;
    }

    /// The same things for another caller.
    World seenBy(Role role) {
        return new World(cast, founder, role, made);
    }

    private void found(String secret, List<Role> others) {
        made.put("secret", secret);
        Map<String, Object> group =
                Map.of(
                        "type",
                        "group",
                        "name",
                        secret + " group",
                        "participantIds",
                        Stream.concat(Stream.of(founder), others.stream()).map(cast::id).toList());
        long chat = number(api().post("/api/chats", group).expect(201).json(), "chat");
        made.put("chat", chat);
        made.put("message", say(secret + " text"));
        api().put("/api/chats/" + chat + "/draft", Map.of("text", secret + " draft")).expect(200);
        if (others.contains(Role.FORMER)) {
            cast.api(Role.FORMER).post("/api/chats/" + chat + "/leave").expect(200);
        }
    }

    private String secret() {
        return (String) once("secret", () -> "plain");
    }

    private Api api() {
        return cast.api(founder);
    }

    private long say(String text) {
        return number(
                api().post("/api/messages/" + chat(), Map.of("text", text)).expect(201).json(),
                "message");
    }

    private static long number(JsonNode answer, String field) {
        return answer.path(field).path("id").asLong();
    }

    private long made(String name, Supplier<Long> maker) {
        return ((Number) once(name, maker)).longValue();
    }

    private Object once(String name, Supplier<?> maker) {
        Object there = made.get(name);
        if (there == null) {
            there = maker.get();
            made.put(name, there);
        }
        return there;
    }

    Cast cast() {
        return cast;
    }

    Role caller() {
        return caller;
    }

    /// The caller, or the stranger for the anonymous one.
    Person me() {
        return cast.person(caller == Role.ANONYMOUS ? Role.STRANGER : caller);
    }

    long myId() {
        return me().id().value();
    }

    long chat() {
        return made("chat", () -> 0L);
    }

    long message() {
        return made("message", () -> 0L);
    }

    /// What the caller's draft is at.
    long draftVersion() {
        return caller == founder ? 1 : 0;
    }

    long pinned() {
        return made(
                "pinned",
                () -> {
                    long one = say("pinned");
                    api().put("/api/chats/" + chat() + "/pins/" + one, Map.of()).expect(200);
                    return one;
                });
    }

    /// The personal chat of the owner and the blocked one.
    long pair() {
        return cast.pair();
    }

    /// Whose the group is.
    long owner() {
        return cast.id(founder);
    }

    long of(Role role) {
        return cast.id(role);
    }

    private JsonNode invite() {
        return (JsonNode)
                once(
                        "invite",
                        () ->
                                api().post("/api/chats/" + chat() + "/invites", Map.of())
                                        .expect(201)
                                        .json()
                                        .path("invite"));
    }

    long inviteId() {
        return invite().path("id").asLong();
    }

    String inviteCode() {
        return invite().path("code").asString();
    }

    /// The path of a picture of the owner's.
    String fileUrl() {
        return (String)
                once(
                        "file",
                        () ->
                                api().post(
                                                "/api/files/upload",
                                                Multipart.file(
                                                        "a.png",
                                                        "image/png",
                                                        Pictures.plain("png", 900, 900)))
                                        .expect(200)
                                        .json()
                                        .path("file")
                                        .path("url")
                                        .asString());
    }

    String file() {
        return fileUrl().substring(fileUrl().lastIndexOf('/') + 1);
    }

    long story() {
        return made(
                "story",
                () ->
                        number(
                                api().post(
                                                "/api/stories",
                                                Map.of("type", "text", "text", secret() + " story"))
                                        .expect(201)
                                        .json(),
                                "story"));
    }

    long pack() {
        return made(
                "pack",
                () -> {
                    JsonNode packs =
                            api().post("/api/stickers/packs", Map.of("title", secret()))
                                    .expect(201)
                                    .json()
                                    .path("packs");
                    return packs.path(packs.size() - 1).path("id").asLong();
                });
    }

    long sticker() {
        return made(
                "sticker",
                () -> {
                    String url = upload("sticker.webp", "image/webp", webp());
                    JsonNode packs =
                            api().post(
                                            "/api/stickers/packs/" + pack() + "/stickers",
                                            Map.of("file_url", url))
                                    .expect(201)
                                    .json()
                                    .path("packs");
                    return packs.path(packs.size() - 1)
                            .path("stickers")
                            .path(0)
                            .path("id")
                            .asLong();
                });
    }

    /// A picture that the caller may put into a pack.
    String myWebp() {
        Api mine = cast.api(caller == Role.BANNED ? Role.STRANGER : caller);
        if (caller == Role.ANONYMOUS) {
            return fileUrl();
        }
        return mine.post("/api/files/upload", Multipart.file("s.webp", "image/webp", webp()))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    private String upload(String name, String type, byte[] content) {
        return api().post("/api/files/upload", Multipart.file(name, type, content))
                .expect(200)
                .json()
                .path("file")
                .path("url")
                .asString();
    }

    private byte[] webp() {
        return cast.server().api().get("/api/stickers/builtin/rocket.webp").expect(200).bytes();
    }

    long report() {
        return made(
                "report",
                () -> {
                    cast.api(Role.MEMBER)
                            .post("/api/reports", Map.of("messageId", message(), "reason", "spam"))
                            .expect(201);
                    return cast.api(Role.ADMIN)
                            .get("/api/admin/reports")
                            .json()
                            .path("reports")
                            .path(0)
                            .path("id")
                            .asLong();
                });
    }

    long registrationInvite() {
        return made(
                "registration",
                () ->
                        cast.api(Role.ADMIN)
                                .post("/api/admin/invites", Map.of())
                                .expect(201)
                                .json()
                                .path("invite")
                                .path("id")
                                .asLong());
    }

    /// The newest sign-in of the owner's.
    long session() {
        JsonNode sessions =
                cast.api(Role.OWNER)
                        .get("/api/account/sessions")
                        .expect(200)
                        .json()
                        .path("sessions");
        return sessions.path(0).path("id").asLong();
    }

    /// A device id that an account was registered with.
    String deviceId() {
        return (String)
                once(
                        "device",
                        () -> {
                            String id = "device-" + Bytes.hex(Bytes.random(6));
                            Map<String, Object> wanted = newAccount();
                            wanted.put("deviceId", id);
                            cast.server().api().post("/api/auth/register", wanted).expect(201);
                            return id;
                        });
    }

    /// What registers somebody new.
    Map<String, Object> newAccount() {
        Map<String, Object> wanted = new HashMap<>();
        wanted.put("name", "Newcomer");
        wanted.put("email", "n" + Bytes.hex(Bytes.random(8)) + "@kocmoc.test");
        wanted.put("password", "password of nobody");
        return wanted;
    }

    /// An account that nobody needs any more.
    long spare() {
        return made("spare", () -> cast.server().people().newcomer("Spare").id().value());
    }

    /// An encrypted group of the owner and the member.
    long encrypted() {
        return made(
                "encrypted",
                () ->
                        number(
                                api().post(
                                                "/api/chats",
                                                Map.of(
                                                        "type",
                                                        "group",
                                                        "mode",
                                                        "e2ee",
                                                        "participantIds",
                                                        List.of(of(Role.MEMBER))))
                                        .expect(201)
                                        .json(),
                                "chat"));
    }

    /// The first entry about the members of that group, signed by the owner's device.
    String foundingEntry() {
        CryptoDevice owner = cast.device(Role.OWNER).orElseThrow();
        byte[] group = ByteBuffer.allocate(16).putLong(8, encrypted()).array();
        Membership.Member admin = new Membership.Member(owner(), Membership.Role.ADMIN);
        Membership first =
                Membership.first(
                        org.kocmoc.ratchet.Bytes.of(group),
                        owner.keys.address(),
                        1,
                        List.of(admin));
        return CryptoDevice.text(first.sign(owner.keys).encode());
    }

    /// An envelope for the owner's first device, which holds nothing readable.
    Map<String, Object> envelope() {
        CryptoDevice to = cast.device(Role.OWNER).orElseThrow();
        return Map.of(
                "user_id",
                of(Role.OWNER),
                "device_id",
                to.id(),
                "registration_id",
                to.keys.cert().registrationId(),
                "type",
                3,
                "envelope",
                Bytes.base64Url(new byte[200]));
    }

    /// A rendezvous that the owner's device has opened.
    String link() {
        return (String)
                once(
                        "link",
                        () -> {
                            String id = Bytes.base64Url(Bytes.random(16));
                            api().put("/api/e2ee/links/" + id, kemKey()).expect(201);
                            return id;
                        });
    }

    static Map<String, Object> kemKey() {
        return Map.of(
                "kem_key",
                Bytes.base64Url(org.kocmoc.ratchet.LinkNewcomer.begin().kemKey().toArray()));
    }
}
