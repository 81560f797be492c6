/** Asks backends whether they live, apart from the requests of clients. */
@NullMarked
package io.backhand.health;

import org.jspecify.annotations.NullMarked;
