package io.backhand.status;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;

/**
 * Answers {@code GET /api/may-stop?server=NAME}: whether the server may be stopped without a request being lost, as far
 * as this balancer can tell. Thread-safe.
 */
final class MayStop {
    private final Cluster cluster;

    MayStop(Cluster cluster) {
        this.cluster = cluster;
    }

    /**
     * Why a server may not be stopped.
     *
     * @param reason a word that stays once published
     * @param detail the same for people
     */
    private record Obstacle(String reason, String detail) {}

    /** @param servers the values of the parameter, as they were given */
    Answer answer(List<String> servers) {
        if (servers.size() != 1) {
            return Answer.error(HttpServletResponse.SC_BAD_REQUEST, "may-stop takes one server, as in ?server=web1");
        }
        Optional<Backend> server = AdminApi.idOf(servers.get(0)).flatMap(cluster::find);
        return server.map(this::judge)
                .orElseGet(() -> Answer.error(HttpServletResponse.SC_NOT_FOUND, "no server of that name is known"));
    }

    private Answer judge(Backend server) {
        Optional<Obstacle> obstacle = obstacleTo(server);
        int status = obstacle.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_CONFLICT;
        return Answer.object(status, json -> {
            json.writeStringField("server", server.id().name());
            json.writeBooleanField("mayStop", obstacle.isEmpty());
            if (obstacle.isPresent()) {
                json.writeStringField("reason", obstacle.get().reason());
                json.writeStringField("detail", obstacle.get().detail());
            }
        });
    }

    /** That nobody else is there comes first: who hears "drain it first" does so. */
    private Optional<Obstacle> obstacleTo(Backend server) {
        long now = cluster.clock().nanoTime();
        if (cluster.backends().stream().noneMatch(other -> takesOver(other, server.id(), now))) {
            return Optional.of(new Obstacle("last", "no other server takes requests"));
        }
        if (server.wantsRequests()) {
            return Optional.of(new Obstacle("not-draining", "it still gets new requests: drain it first"));
        }
        int inFlight = server.account().inFlight();
        if (inFlight > 0) {
            return Optional.of(new Obstacle("in-flight", "requests this balancer has under way there: " + inFlight));
        }
        int announced = isLive(server, now) ? server.figures().inFlight().orElse(0) : 0;
        return announced > 0
                ? Optional.of(new Obstacle(
                        "in-flight-elsewhere",
                        "requests under way there by its own last word, none of them from this balancer: " + announced))
                : Optional.empty();
    }

    private static boolean takesOver(Backend other, BackendId server, long now) {
        return !other.id().equals(server) && other.acceptsRequests(now) && isLive(other, now);
    }

    private static boolean isLive(Backend backend, long now) {
        return backend.ageNanos(now) <= Cluster.SILENT_AFTER.toNanos();
    }
}
