package io.backhand.config;

import io.backhand.cluster.Network;
import io.backhand.cluster.Sizes;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Tls;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a {@code [[listen]]}. */
final class ListenTable {
    static final Set<String> KEYS =
            new LinkedHashSet<>(List.of("http", "https", "certificate", "key", "trust", "header-size"));

    /** Of the contract, and not in this version. */
    static final Set<String> NOT_YET = new LinkedHashSet<>(List.of("ajp", "secret", "secret-file"));

    private static final Kind<Listener> HTTP = new Kind<>("0.0.0.0:8080", Listener::http);
    private static final Kind<Listener> HTTPS = new Kind<>("0.0.0.0:8443", Listener::http);
    private static final Kind<Integer> HEADER_SIZE = new Kind<>("64KiB", ListenTable::headerSize);

    private static final int MIN_HEADER_BYTES = 4 * 1024;

    /** What backends are sent at most, and what Apache httpd takes. */
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private ListenTable() {}

    static Optional<Listener> read(Section section, FileKinds files) {
        section.allowBut(KEYS, NOT_YET);
        List<Network> trust = section.many("trust", Kinds.NETWORK).orElse(List.of());
        int headerBytes = section.one("header-size", HEADER_SIZE).orElse(Listener.DEFAULT_HEADER_BYTES);
        if (section.has("http") && section.has("https")) {
            section.problem("https", "a [[listen]] has http or https, not both: write another [[listen]]");
        } else if (section.has("https")) {
            return https(section, files, trust, headerBytes);
        } else if (section.has("http")) {
            return http(section, trust, headerBytes);
        } else if (!section.has("ajp")) {
            section.missing("[[listen]] needs http or https, such as http = \"0.0.0.0:8080\"");
        }
        return Optional.empty();
    }

    private static Optional<Listener> http(Section section, List<Network> trust, int headerBytes) {
        for (String key : List.of("certificate", "key")) {
            if (section.has(key)) {
                section.problem(key, key + " is for https, and this [[listen]] is http");
            }
        }
        return section.one("http", HTTP)
                .map(address -> new Listener(address.host(), address.port(), Optional.empty(), trust, headerBytes));
    }

    private static Optional<Listener> https(Section section, FileKinds files, List<Network> trust, int headerBytes) {
        Optional<Path> certificate = section.required("certificate", files.readable("certificate", "balancer.crt"));
        Optional<Path> key = section.required("key", files.readable("key", "balancer.key"));
        Optional<Listener> address = section.one("https", HTTPS);
        if (certificate.isEmpty() || key.isEmpty()) {
            return Optional.empty();
        }
        Tls tls = new Tls(certificate.get(), key.get());
        return address.map(at -> new Listener(at.host(), at.port(), Optional.of(tls), trust, headerBytes));
    }

    private static int headerSize(String text) {
        long bytes = Sizes.parseBytes(text);
        if (bytes < MIN_HEADER_BYTES || bytes > MAX_HEADER_BYTES) {
            throw new IllegalArgumentException(
                    "header-size takes a size from 4KiB to 64KiB, not " + Shown.quoted(text));
        }
        return (int) bytes;
    }
}
