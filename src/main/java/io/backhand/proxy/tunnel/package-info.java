/** Two connections joined, for what is no longer HTTP. */
@NullMarked
package io.backhand.proxy.tunnel;

import org.jspecify.annotations.NullMarked;
