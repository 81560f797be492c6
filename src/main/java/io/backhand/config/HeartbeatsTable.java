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
            new LinkedHashSet<>(List.of("listen", "accept", "contacts", "key-file", "unsigned-from", "dump-unknown"));

    /** Each is a line of up to 2,100 characters in the log: enough to learn a format from, and soon read. */
    private static final Kind<Integer> DUMP_UNKNOWN = Kinds.count("dump-unknown", 20, 0, 1000);

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
                unsignedFrom,
                section.number("dump-unknown", DUMP_UNKNOWN).orElse(0));
    }
}
