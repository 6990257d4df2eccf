package org.kocmoc.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.http.Access;
import org.kocmoc.http.Request;
import org.kocmoc.http.Response;
import org.kocmoc.http.Route;
import org.kocmoc.messages.Message;

/// The seven routes that the admin panel of the replaced server's client has always asked for, in
/// the shapes that it reads.
final class PanelApi {
    private record PanelStatistics(
            @JsonProperty("totalUsers") long users,
            @JsonProperty("totalChats") long chats,
            @JsonProperty("totalMessages") long messages,
            @JsonProperty("totalDevices") long devices) {
        static PanelStatistics of(Statistics statistics) {
            return new PanelStatistics(
                    statistics.users(),
                    statistics.chats(),
                    statistics.messages(),
                    statistics.devices());
        }
    }

    private record PanelDevice(
            @JsonProperty("deviceId") String deviceId,
            @JsonProperty("accountsCount") int accounts,
            @JsonProperty("createdAt") Instant createdAt) {
        static PanelDevice of(Device device) {
            return new PanelDevice(device.deviceId(), device.accountCount(), device.createdAt());
        }
    }

    private record PanelMessage(
            long id,
            String senderName,
            Instant createdAt,
            @Nullable String text,
            @Nullable String fileUrl,
            @Nullable String fileName) {
        static PanelMessage of(Message message) {
            return new PanelMessage(
                    message.id(),
                    message.senderName(),
                    message.createdAt(),
                    message.text(),
                    message.fileUrl(),
                    message.fileName());
        }
    }

    private final Administration administration;

    PanelApi(Administration administration) {
        this.administration = administration;
    }

    List<Route> routes() {
        return List.of(
                Route.get(
                        "/api/admin/statistics",
                        Access.ADMIN,
                        "Counts accounts, chats, messages and devices for the panel.",
                        request -> Response.ok(PanelStatistics.of(administration.statistics()))),
                Route.get(
                        "/api/admin/users",
                        Access.ADMIN,
                        "Lists accounts for the panel.",
                        request -> Response.ok(Map.of("users", administration.users()))),
                Route.get(
                        "/api/admin/messages",
                        Access.ADMIN,
                        "Lists the newest messages that the server can read.",
                        this::messages),
                Route.get(
                        "/api/admin/devices",
                        Access.ADMIN,
                        "Lists devices for the panel.",
                        this::devices),
                Route.delete(
                        "/api/admin/users/:id",
                        Access.ADMIN,
                        "Deletes an account; its messages stay without author.",
                        this::deleteUser),
                Route.delete(
                        "/api/admin/messages/:id",
                        Access.ADMIN,
                        "Deletes a message for everybody.",
                        this::deleteMessage),
                Route.delete(
                        "/api/admin/devices/:deviceId",
                        Access.ADMIN,
                        "Forgets a device and its count.",
                        this::deleteDevice));
    }

    private Response messages(Request request) {
        List<PanelMessage> messages =
                administration.messages(request.caller().user()).stream()
                        .map(PanelMessage::of)
                        .toList();
        return Response.ok(Map.of("messages", messages));
    }

    private Response devices(Request request) {
        return Response.ok(
                Map.of("devices", administration.devices().stream().map(PanelDevice::of).toList()));
    }

    private Response deleteUser(Request request) {
        UserId user = new UserId(request.id("id", AdminError.TARGET_NOT_FOUND));
        administration.delete(request.caller().user(), user);
        return Response.message("Пользователь удалён");
    }

    private Response deleteMessage(Request request) {
        MessageId message = new MessageId(request.id("id", AdminError.TARGET_MESSAGE_NOT_FOUND));
        administration.deleteMessage(request.caller().user(), message);
        return Response.message("Сообщение удалено");
    }

    private Response deleteDevice(Request request) {
        administration.deleteDevice(request.caller().user(), request.path("deviceId"));
        return Response.message("Устройство удалено");
    }
}
