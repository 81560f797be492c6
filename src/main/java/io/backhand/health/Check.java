package io.backhand.health;

import java.time.Duration;
import java.util.Set;

/**
 * What a backend is asked to find out whether it serves.
 *
 * @param target path and query as they are sent
 * @param interval time between two questions
 * @param statuses the answers that say so; from 200 to 399 where empty
 */
public record Check(String target, Duration interval, Set<Integer> statuses) {
    /** Takes over a copy of the statuses. */
    public Check {
        statuses = Set.copyOf(statuses);
    }

    /** Whether that answer says that it serves. */
    boolean isGood(int status) {
        return statuses.isEmpty() ? status >= 200 && status < 400 : statuses.contains(status);
    }
}
