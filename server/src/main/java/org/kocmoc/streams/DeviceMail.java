package org.kocmoc.streams;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.kocmoc.wire.Caller;

/// The mailboxes of devices, as sockets read them.
@FunctionalInterface
public interface DeviceMail {
    /// The mailbox of a device, for a sign-in that belongs to it.
    ///
    /// @throws org.kocmoc.base.ApiException if the sign-in does not belong to that device
    Box open(Caller caller, long device);

    /// One device's mailbox. Any thread; blocks; throws what the database throws.
    interface Box {
        /// Bus subject on which something new is announced.
        String subject();

        /// Those of some items that still wait.
        Set<Long> present(Collection<Long> ids);

        /// What waits, oldest first, without those named. Nothing if the sign-in has lost the
        /// device.
        List<Item> waiting(Collection<Long> without, int limit);
    }

    /// Something that waits until the device acknowledges it.
    ///
    /// @param frame the event as the client gets it
    record Item(long id, byte[] frame) {}
}
