/// Accounts and sessions: who may call, and how they prove it.
@NullMarked
package org.kocmoc.auth;

import org.jspecify.annotations.NullMarked;
