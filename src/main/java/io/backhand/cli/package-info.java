/** The commands of the executable WAR. */
@NullMarked
package io.backhand.cli;

import org.jspecify.annotations.NullMarked;
