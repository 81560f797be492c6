package io.backhand.proxy;

import io.backhand.candidacy.Affinity;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.Contexts;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** What a placement may know of a client's request, read from it as asked. */
record ClientRequestFacts(Request clientRequest, Arrival arrival, Optional<AffinityCookie> cookie)
        implements RequestFacts {
    /** Path and query as the client wrote them; {@code /} where it wrote none. */
    static String target(Request clientRequest) {
        String target = clientRequest.getHttpURI().getPathQuery();
        if (target == null || target.isEmpty()) {
            return "/";
        }
        return target.startsWith("?") ? "/" + target : target;
    }

    @Override
    public String method() {
        return clientRequest.getMethod();
    }

    @Override
    public String path() {
        String path = clientRequest.getHttpURI().getPath();
        return path == null ? "/" : path;
    }

    @Override
    public String canonicalPath() {
        String path = clientRequest.getHttpURI().getCanonicalPath();
        return path == null ? "/" : Contexts.asReadByServers(path);
    }

    @Override
    public Optional<String> query() {
        return Optional.ofNullable(clientRequest.getHttpURI().getQuery());
    }

    @Override
    public List<String> headers(String name) {
        return clientRequest.getHeaders().getValuesList(name);
    }

    @Override
    public Optional<Affinity> affinity() {
        return cookie.isEmpty() ? Optional.empty() : cookie.get().read(clientRequest.getHeaders());
    }

    @Override
    public String clientAddress() {
        return arrival.client(clientRequest.getHeaders());
    }
}
