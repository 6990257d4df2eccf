package org.kocmoc.admin;

import java.util.List;
import org.kocmoc.auth.Accounts;
import org.kocmoc.auth.Departures;
import org.kocmoc.base.ApiException;
import org.kocmoc.base.MessageId;
import org.kocmoc.base.UserId;
import org.kocmoc.db.Database;
import org.kocmoc.limits.Size;
import org.kocmoc.messages.Message;
import org.kocmoc.messages.MessageAdministration;
import org.kocmoc.users.Users;

/// What administrators do to accounts, devices and messages; every action is in the audit log. Any
/// thread; blocks.
final class Administration {
    private static final int LIST_ROWS = Size.ADMIN_LIST_ROWS.value();

    private final Database database;
    private final Users users;
    private final Accounts accounts;
    private final Departures departures;
    private final MessageAdministration messages;
    private final AuditLog audit;

    Administration(AdminFeature.Parts parts, AuditLog audit) {
        this.database = parts.database();
        this.users = parts.users();
        this.accounts = parts.accounts();
        this.departures = parts.departures();
        this.messages = parts.messages();
        this.audit = audit;
    }

    Statistics statistics() {
        return database.read(AdminStore::statistics);
    }

    List<AdminStore.PanelUser> users() {
        return database.read(handle -> AdminStore.users(handle, LIST_ROWS));
    }

    List<Device> devices() {
        return database.read(handle -> AdminStore.devices(handle, LIST_ROWS));
    }

    /// The newest messages that the server can read.
    List<Message> messages(UserId admin) {
        audit.record(admin, "messages.read", "latest");
        return messages.latest(admin, Size.PAGE_ROWS.value());
    }

    /// @throws ApiException 404 if there is no such message
    void deleteMessage(UserId admin, MessageId message) {
        audit.record(admin, "message.delete", message.toString());
        messages.delete(admin, message);
    }

    /// @throws ApiException 400 for oneself, 404 if there is no such account
    void ban(UserId admin, UserId user) {
        refuse(admin.equals(user), AdminError.CANNOT_BAN_SELF);
        requireExisting(user);
        audit.record(admin, "user.ban", user.toString());
        accounts.ban(user);
    }

    /// @throws ApiException 404 if there is no such account
    void unban(UserId admin, UserId user) {
        requireExisting(user);
        audit.record(admin, "user.unban", user.toString());
        accounts.unban(user);
    }

    /// @throws ApiException 400 for oneself, 404 if there is no such account
    void delete(UserId admin, UserId user) {
        refuse(admin.equals(user), AdminError.CANNOT_DELETE_SELF);
        requireExisting(user);
        audit.record(admin, "user.delete", user.toString());
        departures.delete(user);
    }

    /// @throws ApiException 404 if the device is unknown
    void resetDevice(UserId admin, String device) {
        audit.record(admin, "device.reset", "");
        refuse(
                !database.write(handle -> AdminStore.resetDevice(handle, device)),
                AdminError.DEVICE_NOT_FOUND);
    }

    /// @throws ApiException 404 if the device is unknown
    void deleteDevice(UserId admin, String device) {
        audit.record(admin, "device.delete", "");
        refuse(
                !database.write(handle -> AdminStore.deleteDevice(handle, device)),
                AdminError.DEVICE_NOT_FOUND);
    }

    private void requireExisting(UserId user) {
        refuse(!users.exists(user), AdminError.TARGET_NOT_FOUND);
    }

    private static void refuse(boolean refused, AdminError error) {
        if (refused) {
            throw new ApiException(error);
        }
    }
}
