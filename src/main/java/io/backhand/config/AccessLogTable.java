package io.backhand.config;

import io.backhand.accesslog.AccessLogFormat;
import io.backhand.config.BalancerConfig.AccessLogFile;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads {@code [access-log]}. */
final class AccessLogTable {
    static final Set<String> KEYS = new LinkedHashSet<>(List.of("file", "format"));

    private static final Kind<AccessLogFormat> FORMAT = new Kind<>("ncsa", AccessLogTable::format);

    private AccessLogTable() {}

    static Optional<AccessLogFile> read(Section section, FileKinds files) {
        section.allow(KEYS);
        Optional<Path> file = section.required("file", files.inFolder("file", "access.log"));
        AccessLogFormat format = section.one("format", FORMAT).orElse(AccessLogFormat.NCSA);
        return file.map(path -> new AccessLogFile(path, format));
    }

    private static AccessLogFormat format(String text) {
        return switch (text) {
            case "ncsa" -> AccessLogFormat.NCSA;
            case "json" -> AccessLogFormat.JSON;
            default -> throw new IllegalArgumentException("format is \"ncsa\" or \"json\", not " + Shown.quoted(text));
        };
    }
}
