/** What a user's own candidacy function looks like. */
@NullMarked
package io.backhand.example;

import org.jspecify.annotations.NullMarked;
