package org.kocmoc.envelopes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.kocmoc.base.UserId;
import org.kocmoc.keys.Device;
import org.kocmoc.keys.Roster;

/// How the devices that a message is encrypted for differ from those that it must be for.
///
/// @param missing devices without an envelope
/// @param extra envelopes for devices that are not, or no longer, in the chat
/// @param stale envelopes for an earlier installation of a device
record RosterDifference(List<Place> missing, List<Place> extra, List<Place> stale) {
    /// A device and its present registration, 0 if it has none.
    record Place(UserId userId, int deviceId, int registrationId) {}

    static RosterDifference of(Roster roster, Device sender, List<Envelope> envelopes) {
        Map<String, Place> present = new HashMap<>();
        roster.members()
                .forEach(
                        member ->
                                member.devices()
                                        .forEach(
                                                d -> {
                                                    Place place =
                                                            new Place(
                                                                    member.userId(),
                                                                    d.deviceId(),
                                                                    d.registrationId());
                                                    present.put(key(place), place);
                                                }));
        // The sending device needs no envelope for itself, and cannot open a session with itself.
        present.remove(key(new Place(sender.user(), sender.id(), 0)));
        RosterDifference found =
                new RosterDifference(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (Envelope envelope : envelopes) {
            Place named = new Place(envelope.user(), envelope.device(), 0);
            Place place = present.remove(key(named));
            if (place == null) {
                found.extra().add(named);
            } else if (place.registrationId() != envelope.registration()) {
                found.stale().add(place);
            }
        }
        found.missing().addAll(present.values());
        return found;
    }

    private static String key(Place place) {
        return place.userId() + "." + place.deviceId();
    }

    boolean isEmpty() {
        return missing.isEmpty() && extra.isEmpty() && stale.isEmpty();
    }
}
