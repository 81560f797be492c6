package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * What stands for a backend in a client's cookie: the first half of an HMAC-SHA-256 of its name. Nobody can read a name
 * or an address from it, and who has no key can't make one. Balancers that share a key make the same.
 *
 * <p>Thread-safe; a look-up takes no lock, but for a backend that is new.
 */
public final class AffinityTokens {
    /** Characters of a token: {@value #TOKEN_BYTES} bytes in URL-safe Base64. */
    static final int LENGTH = 22;

    private static final int TOKEN_BYTES = 16;

    /** Backends remembered, twice what a heartbeat table holds; past it, all are forgotten and found anew. */
    private static final int MAX_REMEMBERED = 8192;

    private static final String ALGORITHM = "HmacSHA256";
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final Cluster cluster;

    /** Guarded by this: a {@code Mac} is one computation. */
    private final List<Mac> macs;

    private final Map<BackendId, String> newest = new ConcurrentHashMap<>();
    private final Map<String, BackendId> owners = new ConcurrentHashMap<>();

    /** Those of which {@link #owners} has the tokens. */
    private volatile @Nullable List<Backend> known;

    /**
     * Tokens for the backends of a cluster.
     *
     * @param secrets at least one: tokens are made with the first, those made with any are known
     */
    public AffinityTokens(Cluster cluster, List<byte[]> secrets) {
        this.cluster = cluster;
        this.macs = secrets.stream().map(AffinityTokens::mac).toList();
    }

    /** The token of a backend. */
    String of(BackendId id) {
        String token = newest.get(id);
        return token != null ? token : remember(id);
    }

    /** The backend a token stands for; empty where that is none that the cluster knows. */
    Optional<BackendId> owner(String token) {
        BackendId owner = owners.get(token);
        if (owner == null && known != cluster.backends()) {
            learn(cluster.backends());
            owner = owners.get(token);
        }
        return Optional.ofNullable(owner);
    }

    /** How many backends it has in mind. */
    int remembered() {
        return newest.size();
    }

    private void learn(List<Backend> backends) {
        for (int i = 0; i < backends.size(); i++) {
            of(backends.get(i).id());
        }
        known = backends;
    }

    private synchronized String remember(BackendId id) {
        if (newest.size() >= MAX_REMEMBERED) {
            newest.clear();
            owners.clear();
            known = null;
        }
        List<String> tokens = new ArrayList<>(macs.size());
        for (Mac mac : macs) {
            byte[] whole = mac.doFinal(id.name().getBytes(StandardCharsets.US_ASCII));
            tokens.add(BASE64.encodeToString(Arrays.copyOf(whole, TOKEN_BYTES)));
        }
        tokens.forEach(token -> owners.put(token, id));
        newest.put(id, tokens.get(0));
        return tokens.get(0);
    }

    private static Mac mac(byte[] secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret, ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, e);
        }
    }
}
