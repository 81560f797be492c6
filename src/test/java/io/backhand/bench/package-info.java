/** {@code test-cluster/bench}: the balancer measured beside other proxies, all in one alternating run. */
@NullMarked
package io.backhand.bench;

import org.jspecify.annotations.NullMarked;
