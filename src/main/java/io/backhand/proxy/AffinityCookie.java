package io.backhand.proxy;

import io.backhand.candidacy.Affinity;
import io.backhand.candidacy.CookieValues;
import io.backhand.cluster.Backend;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.util.URIUtil;
import org.jspecify.annotations.Nullable;

/**
 * A route's own cookie, which sends a client's requests to one backend: {@value #CLIENT_LENGTH} characters made by
 * chance that tell clients from each other, and the backend's token. It lives as long as the browser's session.
 *
 * <p>Immutable and thread-safe.
 */
public final class AffinityCookie {
    private static final int CLIENT_LENGTH = 11;
    private static final int CLIENT_BYTES = 8;

    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String name;
    private final String attributes;
    private final AffinityTokens tokens;
    private final Supplier<? extends RandomGenerator> chance;

    /**
     * A route's cookie.
     *
     * @param name its name
     * @param path where the route is, with its context's path, decoded
     * @param chance where chance comes from, for the thread that asks
     */
    public AffinityCookie(String name, String path, AffinityTokens tokens, Supplier<? extends RandomGenerator> chance) {
        this.name = name;
        this.attributes = "; Path=" + URIUtil.encodePath(path) + "; HttpOnly; SameSite=Lax";
        this.tokens = tokens;
        this.chance = chance;
    }

    /** What the client's says; empty where it sent none, or one that is none of ours. */
    Optional<Affinity> read(HttpFields clientRequestHeaders) {
        String value = sent(clientRequestHeaders);
        return value == null
                ? Optional.empty()
                : Optional.of(
                        new Affinity(value.substring(0, CLIENT_LENGTH), tokens.owner(value.substring(CLIENT_LENGTH))));
    }

    /**
     * Has the client come back to that backend: sets the cookie, unless the client has just this one.
     *
     * @param secure whether the client came by TLS, and is to send it by TLS alone
     */
    void keep(
            Backend backend,
            HttpFields clientRequestHeaders,
            boolean secure,
            HttpFields.Mutable clientResponseHeaders) {
        String sent = sent(clientRequestHeaders);
        String token = tokens.of(backend.id());
        if (sent == null || !sent.endsWith(token)) {
            String client = sent == null ? newClient() : sent.substring(0, CLIENT_LENGTH);
            String ofTls = secure ? "; Secure" : "";
            clientResponseHeaders.add(HttpHeader.SET_COOKIE, name + "=" + client + token + attributes + ofTls);
        }
    }

    /** The first value that looks like one of ours: that of the most specific path. */
    private @Nullable String sent(HttpFields clientRequestHeaders) {
        List<String> values = CookieValues.named(name, clientRequestHeaders.getValuesList(HttpHeader.COOKIE));
        for (int i = 0; i < values.size(); i++) {
            if (isOurs(values.get(i))) {
                return values.get(i);
            }
        }
        return null;
    }

    private static boolean isOurs(String value) {
        boolean ours = value.length() == CLIENT_LENGTH + AffinityTokens.LENGTH;
        for (int i = 0; ours && i < value.length(); i++) {
            ours = isBase64(value.charAt(i));
        }
        return ours;
    }

    private static boolean isBase64(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }

    private String newClient() {
        byte[] bytes = new byte[CLIENT_BYTES];
        chance.get().nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }
}
