/// Bytes in, values out: fixed-width fields, the strict protobuf subset, padding.
///
/// Every value has exactly one encoding and every decoder refuses all others with `MALFORMED`,
/// before it allocates anything that the input's length does not justify. Stateless; readers and
/// writers belong to one thread. Knows nothing of keys or protocol; may depend on
/// `org.kocmoc.ratchet` for its error and value types only.
@NullMarked
package org.kocmoc.ratchet.encoding;

import org.jspecify.annotations.NullMarked;
