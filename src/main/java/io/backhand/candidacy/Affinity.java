package io.backhand.candidacy;

import io.backhand.cluster.BackendId;
import java.util.Optional;

/**
 * What a cookie of this balancer's own says of a client.
 *
 * @param client tells clients from each other, and nothing else; made by chance
 * @param home the backend the client was sent to before; empty where none of that name is known any more
 */
public record Affinity(String client, Optional<BackendId> home) {}
