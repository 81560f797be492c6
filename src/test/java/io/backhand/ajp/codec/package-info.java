/** Tests of the packets of AJP/1.3. */
@NullMarked
package io.backhand.ajp.codec;

import org.jspecify.annotations.NullMarked;
