/// The composition root: reads the configuration, builds every feature in dependency order with
/// plain constructor calls, starts and stops them.
///
/// [Commands] is what a person types; [Server] is what runs. [Features] holds the one place where
/// features meet, in the order in which they depend on each other. Nothing here knows SQL, HTTP or
/// rules. Only this package sees all others; no other package may import it.
@NullMarked
package org.kocmoc;

import org.jspecify.annotations.NullMarked;
