/** Shows what the heartbeat's text, signature, gate and sockets do. */
@NullMarked
package io.backhand.heartbeat;

import org.jspecify.annotations.NullMarked;
