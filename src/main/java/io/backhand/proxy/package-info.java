/** The way of a request through the balancer: the servlet, the engine, failover and the rules for headers. */
@NullMarked
package io.backhand.proxy;

import org.jspecify.annotations.NullMarked;
