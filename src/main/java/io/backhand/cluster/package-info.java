/** What is known of the backends: what they announce of themselves and what this balancer sees of them. */
@NullMarked
package io.backhand.cluster;

import org.jspecify.annotations.NullMarked;
