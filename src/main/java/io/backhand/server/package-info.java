/** Puts the parts together, on an embedded Jetty or inside somebody's servlet container. */
@NullMarked
package io.backhand.server;

import org.jspecify.annotations.NullMarked;
