/** Which route a request takes, and what the route says about it. */
@NullMarked
package io.backhand.routing;

import org.jspecify.annotations.NullMarked;
