/// Files on their way in, as `multipart/form-data`.
///
/// [FormReader] is a blocking parser over a body that is still arriving: it finds the one file of a
/// form, hands out its bytes as they come, and reports their end only after the whole form was seen
/// to be well-formed. It knows nothing of connections and stores nothing. Used by one thread per
/// form.
@NullMarked
package org.kocmoc.forms;

import org.jspecify.annotations.NullMarked;
