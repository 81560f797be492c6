/** Fixtures that let a test name what it is about and take the rest as it comes. */
@NullMarked
package io.backhand.testing;

import org.jspecify.annotations.NullMarked;
