/// What is measured on: the server's jar in a process of its own, its database, people in it, and
/// how much processor time each process takes.
@NullMarked
package org.kocmoc.bench.stage;

import org.jspecify.annotations.NullMarked;
