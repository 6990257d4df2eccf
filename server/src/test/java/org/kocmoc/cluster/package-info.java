/// Several servers on one database with a real NATS server between them.
@NullMarked
package org.kocmoc.cluster;

import org.jspecify.annotations.NullMarked;
