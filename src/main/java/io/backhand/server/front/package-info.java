/** What stands before the servlet context: the short way of requests that nothing in the context guards. */
@NullMarked
package io.backhand.server.front;

import org.jspecify.annotations.NullMarked;
