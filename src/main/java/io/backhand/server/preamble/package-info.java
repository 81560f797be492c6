/** The PROXY protocol of a listener: what a proxy in front says of a connection before anything else comes on it. */
@NullMarked
package io.backhand.server.preamble;

import org.jspecify.annotations.NullMarked;
