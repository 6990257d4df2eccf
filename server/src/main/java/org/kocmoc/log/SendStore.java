package org.kocmoc.log;

import java.util.List;

/// Where batches of sends are kept: [LogStore], or what a test puts around or in place of it.
public interface SendStore {
    /// Appends in one transaction, which is committed when this returns.
    ///
    /// @return one outcome per message, in their order
    List<SendOutcome> append(List<NewMessage> messages);
}
