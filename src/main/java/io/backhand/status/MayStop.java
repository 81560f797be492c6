package io.backhand.status;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contexts;
import jakarta.servlet.http.HttpServletResponse;
import java.util.List;
import java.util.Optional;

/**
 * Answers {@code GET /api/may-stop?server=NAME}, or {@code &path=/app} with it: whether the server, or that context of it, may be
 * stopped without a request being lost, as far as this balancer can tell. Thread-safe.
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

    /**
     * Looks.
     *
     * @param servers the values of the parameter, as they were given
     * @param paths those of the context; none for all of the server
     */
    Answer answer(List<String> servers, List<String> paths) {
        if (servers.size() != 1 || paths.size() > 1) {
            return Answer.error(
                    HttpServletResponse.SC_BAD_REQUEST,
                    "may-stop takes one server, as in ?server=web1, and one path at most, as in &path=/app");
        }
        Optional<String> context;
        try {
            context = paths.stream().map(Contexts::checked).findFirst();
        } catch (IllegalArgumentException e) {
            return Answer.error(HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()));
        }
        Optional<Backend> server = AdminApi.idOf(servers.get(0)).flatMap(cluster::find);
        return server.map(known -> judge(known, context))
                .orElseGet(() -> Answer.error(HttpServletResponse.SC_NOT_FOUND, "no server of that name is known"));
    }

    private Answer judge(Backend server, Optional<String> context) {
        Optional<Obstacle> obstacle = obstacleTo(server, context);
        int status = obstacle.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_CONFLICT;
        return Answer.object(status, json -> {
            json.writeStringField("server", server.id().name());
            if (context.isPresent()) {
                json.writeStringField("path", context.get());
            }
            json.writeBooleanField("mayStop", obstacle.isEmpty());
            if (obstacle.isPresent()) {
                json.writeStringField("reason", obstacle.get().reason());
                json.writeStringField("detail", obstacle.get().detail());
            }
        });
    }

    /** That nobody else is there comes first: who hears "drain it first" does so. */
    private Optional<Obstacle> obstacleTo(Backend server, Optional<String> context) {
        long now = cluster.clock().nanoTime();
        if (cluster.backends().stream().noneMatch(other -> takesOver(other, server.id(), context, now))) {
            return Optional.of(new Obstacle("last", "no other server takes requests" + where(context)));
        }
        if (wantsRequests(server, context)) {
            return Optional.of(
                    new Obstacle("not-draining", "it still gets new requests" + where(context) + ": drain it first"));
        }
        // Of a server that has been drained as a whole, requests are not counted by context.
        int pending = context.map(server.account()::pendingAt).orElseGet(server.account()::pending);
        if (pending > 0) {
            return Optional.of(new Obstacle("in-flight", "requests this balancer has under way there: " + pending));
        }
        boolean announces = context.isEmpty() && isLive(server, now);
        int announced = announces ? server.figures().inFlight().orElse(0) : 0;
        return announced > 0
                ? Optional.of(new Obstacle(
                        "in-flight-elsewhere",
                        "requests under way there by its own last word, none of them from this balancer: " + announced))
                : Optional.empty();
    }

    private static String where(Optional<String> context) {
        return context.map(path -> " at " + path).orElse("");
    }

    private static boolean wantsRequests(Backend server, Optional<String> context) {
        return context.map(server::wantsRequestsAt).orElseGet(server::wantsRequests);
    }

    private static boolean takesOver(Backend other, BackendId server, Optional<String> context, long now) {
        return !other.id().equals(server)
                && other.acceptsRequests(now)
                && wantsRequests(other, context)
                && isLive(other, now);
    }

    private static boolean isLive(Backend backend, long now) {
        return backend.ageNanos(now) <= Cluster.SILENT_AFTER.toNanos();
    }
}
