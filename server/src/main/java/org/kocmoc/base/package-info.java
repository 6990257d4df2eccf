/// The shared kernel: typed ids, the error model, JSON settings, small byte tools.
///
/// Owns no state and no table. Expected refusals are [ApiException] with an [ErrorCode]; every
/// feature lists its codes in an enum of its own. Ids are types, never bare numbers across a
/// border.
///
/// Does no I/O. Everything here is immutable or stateless and may be used from any thread. A new
/// file here needs a reason: what only one feature uses belongs to it.
@NullMarked
package org.kocmoc.base;

import org.jspecify.annotations.NullMarked;
