/// The server against clients that mean harm: what breaks parsers, and what no HTTP client would
/// send.
@NullMarked
package org.kocmoc.hostile;

import org.jspecify.annotations.NullMarked;
