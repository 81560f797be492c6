package io.backhand.config;

import io.backhand.config.BalancerConfig.PemPair;
import io.backhand.config.BalancerConfig.Upstream;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [upstream]}. */
final class UpstreamTable {
    static final Set<String> KEYS = keys();

    /** Shorter, and hardly a connection would be used twice. */
    private static final Duration SHORTEST = Duration.ofMillis(100);

    private UpstreamTable() {}

    static Upstream read(Section section, FileKinds files) {
        section.allow(KEYS);
        return new Upstream(
                section.one("ca-file", files.readable("ca-file", "ca.crt")),
                section.one("idle-timeout", Kinds.limit("idle-timeout", "30s", SHORTEST))
                        .orElse(Upstream.DEFAULT.idleTimeout()),
                own(section, files),
                BackendBounds.read(section),
                TimeLimits.read(section, Upstream.DEFAULT.limits()));
    }

    private static Optional<PemPair> own(Section section, FileKinds files) {
        if (!section.has("certificate") && !section.has("key")) {
            return Optional.empty();
        }
        return PemPairs.read(section, files).map(pairs -> {
            if (pairs.size() > 1) {
                section.problem("certificate", "[upstream] has one certificate, and no list of them");
            }
            return pairs.get(0);
        });
    }

    private static Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(List.of("ca-file", "idle-timeout", "certificate", "key"));
        keys.addAll(BackendBounds.KEYS);
        keys.addAll(TimeLimits.KEYS);
        return keys;
    }
}
