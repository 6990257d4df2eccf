/// What travels between the layers: who calls, and on whose behalf.
///
/// Values only, no I/O. May import `base` only.
@NullMarked
package org.kocmoc.wire;

import org.jspecify.annotations.NullMarked;
