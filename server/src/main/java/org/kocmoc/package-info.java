/// The composition root: reads the configuration, builds every feature in dependency order with
/// plain constructor calls, starts and stops them.
///
/// Only this package sees all others; no other package may import it.
@NullMarked
package org.kocmoc;

import org.jspecify.annotations.NullMarked;
