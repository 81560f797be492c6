/** The whole system on real processes: what it promises to those who run it. */
@NullMarked
package io.backhand.system;

import org.jspecify.annotations.NullMarked;
