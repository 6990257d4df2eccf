package org.kocmoc.keys;

import java.util.List;
import org.kocmoc.base.UserId;

/// The devices that a message into a chat is for.
///
/// @param version what a sender names to show that it knows this roster: changes with every change
///   of members, of their devices or of the membership chain; opaque
/// @param membershipEpoch newest entry of the membership chain, 0 if there is no chain
/// @param members everybody in the chat, also those without devices
public record Roster(String version, long membershipEpoch, List<Member> members) {
    /// A member and the devices that can be written to.
    ///
    /// @param listVersion newest version of the device list, 0 without encryption
    public record Member(UserId userId, long listVersion, List<Entry> devices) {}

    /// A device.
    public record Entry(int deviceId, int registrationId) {}
}
