/** HTTP/1.1 to backends, plain and over TLS: connections, their pools, and the requests they carry. */
@NullMarked
package io.backhand.proxy.upstream.http1;

import org.jspecify.annotations.NullMarked;
