@NullMarked
package org.kocmoc.client.outbox;

import org.jspecify.annotations.NullMarked;
