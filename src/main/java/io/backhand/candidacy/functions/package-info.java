/** The functions a chain is made of: those that Backhand has, and how those of others are found. */
@NullMarked
package io.backhand.candidacy.functions;

import org.jspecify.annotations.NullMarked;
