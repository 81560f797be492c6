/** Keeps a cluster busy for a long time, and looks whether anything fails or grows. */
@NullMarked
package io.backhand.soak;

import org.jspecify.annotations.NullMarked;
