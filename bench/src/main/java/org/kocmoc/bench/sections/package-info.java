/// The topics of the bench, each with its references, and how results are told.
///
/// A [Section] measures one topic and tells the [Report] a [Figure] for each result: ours beside
/// its reference, which was measured in the same run or is a fixed figure. Sections run one after
/// the other. Uses `stage` and `load`.
@NullMarked
package org.kocmoc.bench.sections;

import org.jspecify.annotations.NullMarked;
