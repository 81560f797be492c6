/** Static files, before or instead of a backend. */
@NullMarked
package io.backhand.content;

import org.jspecify.annotations.NullMarked;
