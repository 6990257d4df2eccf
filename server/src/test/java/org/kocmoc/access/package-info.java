/// Who may do what: every route and every command of the socket, tried by everybody.
@NullMarked
package org.kocmoc.access;

import org.jspecify.annotations.NullMarked;
