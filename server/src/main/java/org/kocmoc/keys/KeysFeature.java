package org.kocmoc.keys;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.kocmoc.base.UserId;
import org.kocmoc.chats.ChatAccess;
import org.kocmoc.db.Database;
import org.kocmoc.http.Route;
import org.kocmoc.limits.RateLimiter;
import org.kocmoc.log.Epoch;
import org.kocmoc.log.UserLog;
import org.kocmoc.users.Relations;

/// Assembles the key directory.
public final class KeysFeature {
    /// What it is built from.
    public record Parts(
            Database database,
            UserLog log,
            Epoch epoch,
            Relations relations,
            ChatAccess access,
            RateLimiter limiter,
            InstantSource clock) {}

    /// Makes sure that it is the owner who asks, and not somebody with a stolen token.
    @FunctionalInterface
    public interface OwnerCheck {
        /// Refuses unless the password is that of the account and, where the second factor is on,
        /// the code as well.
        void require(UserId user, String password, Optional<String> code);
    }

    private final ActingDevice acting;
    private final Rosters rosters = new Rosters();
    private final Devices devices;
    private final List<Route> routes = new ArrayList<>();

    /// Builds the feature; nothing runs by itself.
    ///
    /// @param owner guards what a stolen token must not do
    public KeysFeature(Parts parts, OwnerCheck owner) {
        Database database = parts.database();
        acting = new ActingDevice(database);
        devices = new Devices(database, parts.log(), parts.relations(), parts.clock());
        PreKeys preKeys = new PreKeys(database, parts.log(), parts.epoch(), parts.limiter());
        Bundles bundles =
                new Bundles(
                        database,
                        parts.relations(),
                        parts.log(),
                        parts.epoch(),
                        parts.limiter(),
                        parts.clock());
        routes.addAll(new DevicesApi(devices, owner).routes());
        routes.addAll(new PreKeysApi(acting, preKeys, bundles).routes());
        Memberships memberships = new Memberships(database, parts.access(), parts.clock());
        routes.addAll(
                new RostersApi(database, acting, parts.access(), rosters, memberships).routes());
    }

    /// Routes of devices, keys and rosters.
    public List<Route> routes() {
        return List.copyOf(routes);
    }

    /// Which device calls.
    public ActingDevice acting() {
        return acting;
    }

    /// Which devices a chat has.
    public Rosters rosters() {
        return rosters;
    }

    /// Those of the others with whom the user shares no chat and may open none.
    public Set<UserId> refusing(UserId user, List<UserId> others) {
        return devices.refusing(user, others);
    }
}
