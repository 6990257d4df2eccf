/// What travels between the layers: who calls, on whose behalf, and the fields of what they say.
///
/// Values only, no I/O and no rules: whoever makes one vouches for it, whoever gets one may trust
/// it. No token and no secret is in them, so they may be logged by their ids.
///
/// Immutable; any thread.
@NullMarked
package org.kocmoc.wire;

import org.jspecify.annotations.NullMarked;
