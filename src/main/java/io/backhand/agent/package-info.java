/** What runs beside a web server and announces it. */
@NullMarked
package io.backhand.agent;

import org.jspecify.annotations.NullMarked;
