package org.kocmoc.messages;

import java.util.Optional;
import org.kocmoc.base.UserId;

/// Whether somebody may attach what an address names; implemented where files live.
@FunctionalInterface
public interface AttachmentCheck {
    /// The id of the own file that the address names; empty for an address on the web.
    ///
    /// @throws org.kocmoc.base.ApiException 400 for any other address, or a file that is not there
    Optional<String> require(UserId sender, String url);
}
