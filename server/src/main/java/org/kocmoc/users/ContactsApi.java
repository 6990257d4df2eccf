package org.kocmoc.users;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.wire.Fields;

/// Routes of contacts and blocks.
final class ContactsApi {
    private final Contacts contacts;
    private final Blocks blocks;

    ContactsApi(Contacts contacts, Blocks blocks) {
        this.contacts = contacts;
        this.blocks = blocks;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/api/contacts", Access.USER, "Lists the own contacts.", this::list),
                Route.post("/api/contacts/add", Access.USER, "Adds a contact.", this::add),
                Route.post("/api/contacts/remove", Access.USER, "Removes a contact.", this::remove),
                Route.get("/api/blocks", Access.USER, "Lists whom one blocked.", this::blocked),
                Route.post("/api/blocks/:userId", Access.USER, "Blocks a person.", this::block),
                Route.delete(
                        "/api/blocks/:userId", Access.USER, "Unblocks a person.", this::unblock));
    }

    private Response list(Request request) {
        return Response.ok(Map.of("contacts", contacts.list(request.caller().user())));
    }

    private Response add(Request request) {
        contacts.add(request.caller().user(), contact(request));
        return success("Контакт добавлен");
    }

    private Response remove(Request request) {
        contacts.remove(request.caller().user(), contact(request));
        return success("Контакт удалён");
    }

    /// `contactId` counts only where `userId` is absent, zero or empty.
    private static UserId contact(Request request) {
        Fields body = request.body(UsersError.CONTACT_INVALID);
        String field = Boolean.TRUE.equals(body.truthy("userId")) ? "userId" : "contactId";
        long id = body.integer(field).orElse(0);
        if (id <= 0) {
            throw new ApiException(UsersError.CONTACT_INVALID);
        }
        return new UserId(id);
    }

    private Response blocked(Request request) {
        return Response.ok(Map.of("blocks", blocks.list(request.caller().user())));
    }

    private Response block(Request request) {
        blocks.block(request.caller().user(), person(request));
        return success("Пользователь добавлен в чёрный список");
    }

    private Response unblock(Request request) {
        blocks.unblock(request.caller().user(), person(request));
        return success("Пользователь убран из чёрного списка");
    }

    private static UserId person(Request request) {
        return new UserId(request.id("userId", UsersError.USER_NOT_FOUND));
    }

    private static Response success(String message) {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("success", true);
        body.put("message", message);
        return Response.ok(body);
    }
}
