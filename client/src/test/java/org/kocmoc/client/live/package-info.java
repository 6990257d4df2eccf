@NullMarked
package org.kocmoc.client.live;

import org.jspecify.annotations.NullMarked;
