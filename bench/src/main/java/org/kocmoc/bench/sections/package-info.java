/// The topics of the bench, each with its references, and how results are told. Uses `stage` and
/// `load`.
@NullMarked
package org.kocmoc.bench.sections;

import org.jspecify.annotations.NullMarked;
