/**
 * The packets of AJP/1.3 as the backend of Apache httpd reads and writes them: functions from bytes to values and back, which
 * know nothing of connections and keep nothing from one packet to the next.
 */
@NullMarked
package io.backhand.ajp.codec;

import org.jspecify.annotations.NullMarked;
