/// What tests of all features share: a real PostgreSQL with a fresh database per test class.
///
/// Nothing here stands in for a part of the product. The cluster is shared by all tests of a JVM
/// and stops with it; databases belong to one test class and vanish after it.
@NullMarked
package org.kocmoc.testkit;

import org.jspecify.annotations.NullMarked;
