/// What loads a server, and what loads a reference.
///
/// Clients must cost less than what they measure: raw HTTP and sockets ([RawHttp], [WebSockets])
/// work from one thread and one selector, answers are read no further than needed. References are
/// JDBC and broadcasters in processes of their own. Knows nothing of what is measured with it.
@NullMarked
package org.kocmoc.bench.load;

import org.jspecify.annotations.NullMarked;
