/** Certificates and keys as they stand in PEM files. */
@NullMarked
package io.backhand.tls;

import org.jspecify.annotations.NullMarked;
