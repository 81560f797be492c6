/** From files and init-params to checked settings, with all problems told together. */
@NullMarked
package io.backhand.config;

import org.jspecify.annotations.NullMarked;
