@NullMarked
package org.kocmoc.client.encryption;

import org.jspecify.annotations.NullMarked;
