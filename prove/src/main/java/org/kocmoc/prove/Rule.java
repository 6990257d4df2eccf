package org.kocmoc.prove;

import java.util.List;

/// One property of the whole. Pure.
interface Rule {
    String name();

    /// What contradicts it; empty if it holds.
    List<Violation> check(History history, Truth truth);

    default Violation violation(String what) {
        return new Violation(name(), what);
    }
}
