@NullMarked
package org.kocmoc.client;

import org.jspecify.annotations.NullMarked;
