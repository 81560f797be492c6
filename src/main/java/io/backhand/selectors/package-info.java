/** One thread a request: selectors on which a client's connection and those to its backends live side by side. */
@NullMarked
package io.backhand.selectors;

import org.jspecify.annotations.NullMarked;
