/// What happens when something that the server needs is away or full: it says so clearly, loses
/// nothing, and goes on without a restart.
@NullMarked
package org.kocmoc.outage;

import org.jspecify.annotations.NullMarked;
