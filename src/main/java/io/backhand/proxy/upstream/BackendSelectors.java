package io.backhand.proxy.upstream;

import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/** The selectors that connections to backends can live on. Thread-safe. */
public interface BackendSelectors {
    /** The one that a client's end point lives on; where there is none, or it is none of these, one of them by turns. */
    BackendSelector near(@Nullable EndPoint clientEndPoint);
}
