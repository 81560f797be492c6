package io.backhand.config;

import io.backhand.routing.Route.Limits;
import java.time.Duration;
import java.util.List;

/** Reads how long an exchange with a backend may take: {@code [upstream]} says it for all routes, each may say otherwise. */
final class TimeLimits {
    static final List<String> KEYS = List.of("connect-timeout", "first-byte-timeout", "timeout");

    private static final Kind<Duration> CONNECT = Kinds.limit("connect-timeout", "2s", Duration.ofMillis(1));
    private static final Kind<Duration> FIRST_BYTE = Kinds.limit("first-byte-timeout", "60s", Duration.ZERO);
    private static final Kind<Duration> TOTAL = Kinds.limit("timeout", "5m", Duration.ZERO);

    private TimeLimits() {}

    /** What the section says, and what it leaves unsaid as it is in others. */
    static Limits read(Section section, Limits unset) {
        return new Limits(
                section.one("connect-timeout", CONNECT).orElse(unset.connect()),
                section.one("first-byte-timeout", FIRST_BYTE).orElse(unset.firstByte()),
                section.one("timeout", TOTAL).orElse(unset.total()),
                unset.body());
    }
}
