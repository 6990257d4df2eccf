/// The Java SDK against the real server.
@NullMarked
package org.kocmoc.client;

import org.jspecify.annotations.NullMarked;
