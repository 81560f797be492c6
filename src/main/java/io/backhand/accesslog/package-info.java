/** The access log: what is told of each exchange, how it is written down, and the file it goes to. */
@NullMarked
package io.backhand.accesslog;

import org.jspecify.annotations.NullMarked;
