/** One request to one backend, and exactly how far it got. */
@NullMarked
package io.backhand.proxy.upstream;

import org.jspecify.annotations.NullMarked;
