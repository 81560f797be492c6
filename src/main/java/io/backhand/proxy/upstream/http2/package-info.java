/** HTTP/2 to backends, by Jetty's client. */
@NullMarked
package io.backhand.proxy.upstream.http2;

import org.jspecify.annotations.NullMarked;
