package io.backhand.config;

import io.backhand.config.BalancerConfig.Heartbeats;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [heartbeats]}. */
final class HeartbeatsTable {
    static final Set<String> KEYS =
            new LinkedHashSet<>(List.of("listen", "accept", "contacts", "key-file", "unsigned-from"));

    private HeartbeatsTable() {}

    static Heartbeats read(Section section, FileKinds files) {
        section.allow(KEYS);
        Optional<Path> keyFile = section.one("key-file", files.keys("key-file", "cluster.key"));
        List<InetAddress> unsignedFrom =
                section.many("unsigned-from", Kinds.ADDRESS).orElse(List.of());
        if (!unsignedFrom.isEmpty() && !section.has("key-file")) {
            section.problem("unsigned-from", "unsigned-from needs a key-file: without one all may be unsigned");
        }
        return new Heartbeats(
                section.many("listen", Kinds.HEARD_ON),
                section.many("accept", Kinds.NETWORK),
                section.many("contacts", Kinds.NETWORK).orElse(List.of()),
                keyFile,
                unsignedFrom);
    }
}
