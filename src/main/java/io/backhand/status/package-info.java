/** What the balancer shows of itself: the page, the JSON and the metrics. */
@NullMarked
package io.backhand.status;

import org.jspecify.annotations.NullMarked;
