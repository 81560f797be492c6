/** Turns configurations of mod_backhand, of httpd's proxy and of the NT broadcaster into Backhand's. */
@NullMarked
package io.backhand.importing;

import org.jspecify.annotations.NullMarked;
