/** The datagram by which a backend announces itself: its text, its signature, sending it and hearing it. */
@NullMarked
package io.backhand.heartbeat;

import org.jspecify.annotations.NullMarked;
