package io.backhand.testing;

import io.backhand.candidacy.Affinity;
import io.backhand.candidacy.RequestFacts;
import io.backhand.cluster.BackendId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The facts of a request that a test makes up. */
public final class Facts implements RequestFacts {
    /** A request of which nothing matters. */
    public static final RequestFacts ANY = get("/");

    private final String path;
    private final Optional<String> query;
    private final List<Map.Entry<String, String>> headers = new ArrayList<>();
    private Optional<Affinity> affinity = Optional.empty();

    private Facts(String path, Optional<String> query) {
        this.path = path;
        this.query = query;
    }

    /** A GET of that target. */
    public static Facts get(String target) {
        int mark = target.indexOf('?');
        return mark < 0
                ? new Facts(target, Optional.empty())
                : new Facts(target.substring(0, mark), Optional.of(target.substring(mark + 1)));
    }

    /** One more header field. */
    public Facts header(String name, String value) {
        headers.add(Map.entry(name, value));
        return this;
    }

    /** With a cookie of the balancer's own. */
    public Facts affinity(String client, Optional<BackendId> home) {
        affinity = Optional.of(new Affinity(client, home));
        return this;
    }

    @Override
    public Optional<Affinity> affinity() {
        return affinity;
    }

    @Override
    public String method() {
        return "GET";
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public String canonicalPath() {
        return path;
    }

    @Override
    public Optional<String> query() {
        return query;
    }

    @Override
    public List<String> headers(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }

    @Override
    public String clientAddress() {
        return "127.0.0.1";
    }
}
