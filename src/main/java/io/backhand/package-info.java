/** The executable WAR's first classes: they unpack it, make its class loader and call the command line. */
@NullMarked
package io.backhand;

import org.jspecify.annotations.NullMarked;
