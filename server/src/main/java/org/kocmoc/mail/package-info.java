/// Mails that leave the server.
@NullMarked
package org.kocmoc.mail;

import org.jspecify.annotations.NullMarked;
