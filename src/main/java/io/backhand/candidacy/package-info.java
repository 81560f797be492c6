/** Which backend a request is placed on: the candidacy functions and the chain they make. */
@NullMarked
package io.backhand.candidacy;

import org.jspecify.annotations.NullMarked;
