/** Reads what is imported, as its own program reads it: httpd's configuration and exports of the Windows registry. */
@NullMarked
package io.backhand.importing.syntax;

import org.jspecify.annotations.NullMarked;
