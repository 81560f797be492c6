package io.backhand.config;

import io.backhand.config.BalancerConfig.PemPair;
import io.backhand.tls.KeyedCertificate;
import io.backhand.tls.PemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code certificate} and {@code key} of a table, one each or as many, and looks into the files they name. */
final class PemPairs {
    private PemPairs() {}

    /** One at least; empty where something is missing or they don't go together, which has been told. */
    static Optional<List<PemPair>> read(Section section, FileKinds files) {
        List<Path> certificates = needed(section, "certificate", files.readable("certificate", "balancer.crt"));
        List<Path> keys = needed(section, "key", files.readable("key", "balancer.key"));
        if (certificates.isEmpty() || keys.isEmpty()) {
            return Optional.empty();
        }
        if (certificates.size() != keys.size()) {
            section.problem(
                    "key",
                    "each certificate has a key, in the same order: there are %d of certificate and %d of key"
                            .formatted(certificates.size(), keys.size()));
            return Optional.empty();
        }
        List<PemPair> pairs = new ArrayList<>();
        for (int i = 0; i < keys.size(); i++) {
            PemPair pair = new PemPair(certificates.get(i), keys.get(i));
            lookInto(section, pair);
            pairs.add(pair);
        }
        return Optional.of(pairs);
    }

    /** Empty where something is wrong with it, which has been told. */
    private static List<Path> needed(Section section, String key, Kind<Path> kind) {
        if (!section.has(key)) {
            section.missing("%s needs %s, such as %s = \"%s\"".formatted(section.title(), key, key, kind.example()));
        }
        if (section.isEmptyList(key)) {
            section.problem(key, key + " needs one file at least, such as \"" + kind.example() + "\"");
        }
        return section.oneOrMany(key, kind).orElse(List.of());
    }

    private static void lookInto(Section section, PemPair pair) {
        try {
            KeyedCertificate.read(pair.certificate(), pair.key());
        } catch (PemException e) {
            String message = String.valueOf(e.getMessage());
            section.problem(message.startsWith(pair.key().toString()) ? "key" : "certificate", message);
        }
    }
}
