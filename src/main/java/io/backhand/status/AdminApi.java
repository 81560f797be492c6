package io.backhand.status;

import io.backhand.cluster.AdminState;
import io.backhand.cluster.AdminToken;
import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contexts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an administrator may do: {@code POST /api/servers/NAME/drain}, {@code …/enable} and {@code …/disable}, for a whole
 * server or, with {@code ?path=/app}, for that context of it. The token comes as {@code Authorization: Bearer TOKEN} and in no other way, so no page in a browser can send it along unasked.
 *
 * <p>Each act is logged, with who did it; so are those refused for their token, a line a second at most. Thread-safe.
 */
final class AdminApi {
    private static final Logger LOG = LoggerFactory.getLogger(AdminApi.class);

    /** 507, for which the servlet API has no name. */
    private static final int SC_INSUFFICIENT_STORAGE = 507;

    private static final long WARNING_INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final Map<String, AdminState> ACTS =
            Map.of("drain", AdminState.DRAINING, "enable", AdminState.ENABLED, "disable", AdminState.DISABLED);

    private static final Pattern PATH = Pattern.compile("/api/servers/([^/]+)/([a-z]+)");

    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([A-Za-z0-9._~+/-]+=*)");

    private final Cluster cluster;
    private final Optional<AdminToken> token;
    private final AtomicLong nextWarningNanos;

    AdminApi(StatusModel model) {
        this.cluster = model.cluster();
        this.token = model.adminToken();
        this.nextWarningNanos = new AtomicLong(cluster.clock().nanoTime());
    }

    /**
     * What is to be done with whom.
     *
     * @param server the name as it was given, whatever that is
     * @param verb the act in the word of the path
     * @param state what is to hold from then on
     */
    record Act(String server, String verb, AdminState state) {
        /** What the path of a request names; empty where it is no act. */
        static Optional<Act> of(String path) {
            Matcher parts = PATH.matcher(path);
            return parts.matches()
                    ? Optional.ofNullable(ACTS.get(parts.group(2)))
                            .map(state -> new Act(parts.group(1), parts.group(2), state))
                    : Optional.empty();
        }

        /** Where it is shown: a name that is none may hold anything. */
        String shown() {
            return verb + " of " + idOf(server).map(BackendId::name).orElse("a server whose name is none");
        }
    }

    /** Does it, if whoever asks may have it done. */
    Answer answer(Act act, HttpServletRequest clientRequest, String client) {
        if (!clientRequest.getMethod().equals("POST")) {
            return Answer.error(HttpServletResponse.SC_METHOD_NOT_ALLOWED, act.verb() + " takes POST")
                    .with("Allow", "POST");
        }
        if (token.isEmpty()) {
            return Answer.error(
                    HttpServletResponse.SC_FORBIDDEN, "nobody may: this balancer has no token-file in [admin]");
        }
        List<String> credentials = Collections.list(clientRequest.getHeaders("Authorization"));
        if (!isToken(credentials)) {
            return refuse(act, credentials.isEmpty(), client);
        }
        try {
            return carryOut(act, contextOf(clientRequest), client);
        } catch (IllegalArgumentException e) {
            return Answer.error(HttpServletResponse.SC_BAD_REQUEST, String.valueOf(e.getMessage()));
        }
    }

    /** The context that is meant alone; empty where all of the server is. */
    private static Optional<String> contextOf(HttpServletRequest clientRequest) {
        for (String name : clientRequest.getParameterMap().keySet()) {
            if (!name.equals("path")) {
                // What was meant for one context must not be done to the whole server.
                throw new IllegalArgumentException("the one parameter is path, as in ?path=/app; nothing was done");
            }
        }
        String[] paths = clientRequest.getParameterValues("path");
        if (paths == null) {
            return Optional.empty();
        }
        if (paths.length > 1) {
            throw new IllegalArgumentException("path may be given once, not " + paths.length + " times");
        }
        return Optional.of(Contexts.checked(paths[0]));
    }

    private boolean isToken(List<String> credentials) {
        if (credentials.size() != 1) {
            return false;
        }
        Matcher bearer = BEARER.matcher(credentials.get(0));
        return bearer.matches()
                && token.filter(ours -> ours.is(bearer.group(1))).isPresent();
    }

    private Answer refuse(Act act, boolean withoutCredentials, String client) {
        String why = withoutCredentials ? "no token" : "a wrong token";
        long now = cluster.clock().nanoTime();
        long next = nextWarningNanos.get();
        if (now - next >= 0 && nextWarningNanos.compareAndSet(next, now + WARNING_INTERVAL_NANOS)) {
            LOG.warn("{} by {} is refused: {}", act.shown(), client, why);
        } else {
            LOG.debug("{} by {} is refused: {}", act.shown(), client, why);
        }
        return Answer.error(HttpServletResponse.SC_UNAUTHORIZED, why + "; wanted is Authorization: Bearer TOKEN")
                .with(
                        "WWW-Authenticate",
                        "Bearer realm=\"backhand\"" + (withoutCredentials ? "" : ", error=\"invalid_token\""));
    }

    private Answer carryOut(Act act, Optional<String> context, String client) {
        String shown = act.shown() + context.map(path -> " at " + path).orElse("");
        Optional<BackendId> id = idOf(act.server());
        Optional<AdminState> before;
        try {
            before = id.flatMap(known -> administer(known, context, act.state()));
        } catch (IllegalStateException e) {
            LOG.warn("{} by {} is refused: {}", shown, client, e.getMessage());
            return Answer.error(SC_INSUFFICIENT_STORAGE, String.valueOf(e.getMessage()));
        }
        if (before.isEmpty()) {
            LOG.info("{} by {} is refused: no such server", shown, client);
            return Answer.error(HttpServletResponse.SC_NOT_FOUND, "no server of that name is known");
        }
        LOG.info("{} by {}: it was {}", shown, client, ServerRow.word(before.get()));
        return done(id.orElseThrow(), context, act.state());
    }

    private Optional<AdminState> administer(BackendId id, Optional<String> context, AdminState state) {
        return context.isPresent() ? cluster.administer(id, context.get(), state) : cluster.administer(id, state);
    }

    private Answer done(BackendId id, Optional<String> context, AdminState admin) {
        Optional<Backend> backend = cluster.find(id);
        long now = cluster.clock().nanoTime();
        return Answer.object(HttpServletResponse.SC_OK, json -> {
            json.writeStringField("name", id.name());
            if (context.isPresent()) {
                json.writeStringField("path", context.get());
            }
            json.writeStringField("admin", ServerRow.word(admin));
            if (backend.isPresent()) {
                json.writeStringField("state", ServerRow.word(backend.get().state(now)));
                json.writeNumberField("inFlight", backend.get().account().inFlight());
            } else {
                json.writeNullField("state");
                json.writeNullField("inFlight");
            }
        });
    }

    /** The name of a server; empty where it can't be one. */
    static Optional<BackendId> idOf(String name) {
        try {
            return Optional.of(new BackendId(name));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
