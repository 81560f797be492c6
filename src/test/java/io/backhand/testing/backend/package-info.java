/** The web servers of the test cluster: one servlet, on embedded Jetty and on embedded Tomcat. */
@NullMarked
package io.backhand.testing.backend;

import org.jspecify.annotations.NullMarked;
