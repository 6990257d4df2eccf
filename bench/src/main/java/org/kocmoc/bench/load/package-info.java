/// What loads a server, and what loads a reference: raw HTTP and sockets from one thread and one
/// selector, JDBC, broadcasters in processes of their own. Knows nothing of what is measured with
/// it.
@NullMarked
package org.kocmoc.bench.load;

import org.jspecify.annotations.NullMarked;
