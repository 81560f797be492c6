/** What an https listener shows to whom, and that it is what stands in its files. */
@NullMarked
package io.backhand.server.tls;

import org.jspecify.annotations.NullMarked;
