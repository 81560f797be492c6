/** Apache httpd and its modules, as a process of a test. */
@NullMarked
package io.backhand.testing.httpd;

import org.jspecify.annotations.NullMarked;
