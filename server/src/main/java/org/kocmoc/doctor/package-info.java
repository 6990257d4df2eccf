/// Examines an installation and says, for each finding, what to do about it.
///
/// Each [Check] looks at one side of the installation and returns findings; [Doctor] runs them all
/// and prints. Nothing is changed: checks only read, connect and compare. A check that cannot do
/// its work reports that as a finding and never stops the others. Runs in the thread of the command
/// line, beside a running server or alone. Owns no table; reads accounts, keys and catalogues of
/// PostgreSQL.
@NullMarked
package org.kocmoc.doctor;

import org.jspecify.annotations.NullMarked;
