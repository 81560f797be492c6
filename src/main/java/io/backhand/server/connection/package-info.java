/** Jetty's HTTP/1.1 connection to a client, with less work for each request, and who looks after slow and idle ones. */
@NullMarked
package io.backhand.server.connection;

import org.jspecify.annotations.NullMarked;
