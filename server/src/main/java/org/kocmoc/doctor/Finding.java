package org.kocmoc.doctor;

/// One thing that a check found out.
///
/// @param level how bad it is
/// @param what the fact
/// @param advice what to do; empty if nothing
record Finding(Level level, String what, String advice) {
    enum Level {
        OK,
        WARNING,
        PROBLEM
    }

    static Finding ok(String what) {
        return new Finding(Level.OK, what, "");
    }

    static Finding warning(String what, String advice) {
        return new Finding(Level.WARNING, what, advice);
    }

    static Finding problem(String what, String advice) {
        return new Finding(Level.PROBLEM, what, advice);
    }
}
