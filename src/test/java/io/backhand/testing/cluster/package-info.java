/** Real clusters for tests: balancers, backends and agents, each a process of its own, on this machine alone. */
@NullMarked
package io.backhand.testing.cluster;

import org.jspecify.annotations.NullMarked;
