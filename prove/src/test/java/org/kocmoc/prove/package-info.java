/// Servers with planted faults, and the proof that the prover finds each. The faults exist here
/// only: the product has no switch for them.
@NullMarked
package org.kocmoc.prove;

import org.jspecify.annotations.NullMarked;
