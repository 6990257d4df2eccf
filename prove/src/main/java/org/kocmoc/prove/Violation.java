package org.kocmoc.prove;

/// A property that does not hold.
///
/// @param rule name of the rule
/// @param what happened, with everything needed to find it
record Violation(String rule, String what) {}
