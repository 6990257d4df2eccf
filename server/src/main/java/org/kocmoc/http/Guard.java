package org.kocmoc.http;

import org.kocmoc.wire.Caller;

/// Tells who calls; implemented by `auth`. Runs on a virtual thread and may block.
@FunctionalInterface
public interface Guard {
    /// The caller of a request to a route that is not public.
    ///
    /// @throws org.kocmoc.base.ApiException 401 without a good token, 403 if banned or not allowed
    Caller admit(Request request, Access access);
}
