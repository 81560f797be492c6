package io.backhand.candidacy;

import java.util.List;
import java.util.Optional;

/**
 * What a candidacy function may know of the request it places. Read on the request's own thread only, and
 * not after the placement.
 */
public interface RequestFacts {
    /** The method, in the case the client wrote it. */
    String method();

    /** The path as the client wrote it, percent-encoded, without the query. */
    String path();

    /** The path as routes are matched by: decoded, without parameters and dot segments. */
    String canonicalPath();

    /** The query as the client wrote it, without its question mark. */
    Optional<String> query();

    /** The values of all fields of that name, in their order; the name in any case. */
    List<String> headers(String name);

    /** What this balancer's own cookie says, where the chain goes by one and the client sent one. */
    default Optional<Affinity> affinity() {
        return Optional.empty();
    }

    /** The client's address, as text; that of the last hop which is not trusted. */
    String clientAddress();
}
