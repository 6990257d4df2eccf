/// Measurements of parts that only the server's own package of this name sees. Owns nothing; knows
/// that package and JMH.
@NullMarked
package org.kocmoc.realtime;

import org.jspecify.annotations.NullMarked;
