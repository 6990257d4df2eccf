package org.kocmoc.chats;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.ChatId;
import org.kocmoc.base.Urls;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.limits.Size;
import org.kocmoc.log.LogError;
import org.kocmoc.wire.Fields;

/// Routes of groups and their members.
final class GroupsApi {
    private static final String CHAT = "/api/chats/:id";
    private static final String MEMBER = "/api/chats/:id/members/:userId";

    private final Groups groups;
    private final Members members;
    private final Chats chats;

    GroupsApi(Groups groups, Members members, Chats chats) {
        this.groups = groups;
        this.members = members;
        this.chats = chats;
    }

    List<Route> routes() {
        return List.of(
                Route.patch(CHAT, Access.USER, "Changes a group.", this::describe),
                Route.post(CHAT + "/members", Access.USER, "Adds people to a group.", this::add),
                Route.delete(MEMBER, Access.USER, "Removes a member of a group.", this::remove),
                Route.put(MEMBER, Access.USER, "Gives a member a role.", this::setRole),
                Route.post(CHAT + "/owner", Access.USER, "Hands a group over.", this::handOver),
                Route.post(CHAT + "/leave", Access.USER, "Leaves a group.", this::leave));
    }

    private Response describe(Request request) {
        UserId user = request.caller().user();
        ChatId chat = chat(request);
        Groups.Change change = change(request.body(ChatsError.CHAT_INVALID));
        if (change.isEmpty()) {
            throw new ApiException(ChatsError.CHAT_NOTHING_TO_CHANGE);
        }
        groups.describe(user, chat, change);
        return Response.ok(Map.of("chat", chats.get(user, chat)));
    }

    private static Groups.Change change(Fields body) {
        String name = body.text("name", Size.NAME_CHARS.value());
        if (name != null && name.isBlank()) {
            throw new ApiException(ChatsError.CHAT_INVALID);
        }
        return new Groups.Change(
                name,
                body.has("description"),
                body.text("description", Size.BIO_CHARS.value()),
                body.has("avatar"),
                avatar(body));
    }

    private static @Nullable String avatar(Fields body) {
        return body.filled("avatar")
                .map(
                        url ->
                                Urls.storable(url, Size.URL_CHARS.value())
                                        .orElseThrow(
                                                () ->
                                                        new ApiException(
                                                                ChatsError.CHAT_AVATAR_INVALID)))
                .orElse(null);
    }

    private Response add(Request request) {
        ChatId chat = chat(request);
        List<UserId> people =
                request
                        .body(ChatsError.PARTICIPANTS_MISSING)
                        .integers("userIds", Size.CHAT_MEMBERS.value())
                        .stream()
                        .map(UserId::new)
                        .distinct()
                        .toList();
        if (people.isEmpty()) {
            throw new ApiException(ChatsError.PARTICIPANTS_MISSING);
        }
        return Response.ok(Map.of("added", groups.add(request.caller().user(), chat, people)));
    }

    private Response remove(Request request) {
        UserId user = member(request);
        if (user.equals(request.caller().user())) {
            return leave(request);
        }
        groups.remove(request.caller().user(), chat(request), user);
        return Response.message("Участник удалён");
    }

    private Response setRole(Request request) {
        ChatId chat = chat(request);
        UserId user = member(request);
        Role role =
                switch (request.body(ChatsError.ROLE_UNKNOWN).filled("role").orElse("")) {
                    case "admin" -> Role.ADMIN;
                    case "member" -> Role.MEMBER;
                    default -> throw new ApiException(ChatsError.ROLE_UNKNOWN);
                };
        groups.setRole(request.caller().user(), chat, user, role);
        return Response.message("Роль изменена");
    }

    private Response handOver(Request request) {
        ChatId chat = chat(request);
        long heir = request.body(ChatsError.MEMBER_NOT_FOUND).integer("userId").orElse(0);
        groups.handOver(request.caller().user(), chat, new UserId(heir));
        return Response.message("Группа передана");
    }

    private Response leave(Request request) {
        members.leave(request.caller().user(), chat(request));
        return Response.message("Вы вышли из группы");
    }

    private static ChatId chat(Request request) {
        return new ChatId(request.id("id", LogError.NOT_A_MEMBER));
    }

    private static UserId member(Request request) {
        return new UserId(request.id("userId", ChatsError.MEMBER_NOT_FOUND));
    }
}
