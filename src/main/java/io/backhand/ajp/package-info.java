/** AJP/1.3 as one more protocol of a Jetty connector: httpd's mod_proxy_ajp and mod_jk speak it. */
@NullMarked
package io.backhand.ajp;

import org.jspecify.annotations.NullMarked;
