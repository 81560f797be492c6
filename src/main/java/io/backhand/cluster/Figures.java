package io.backhand.cluster;

import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * What a backend says of its machine and its server. A figure that is not known is empty, never 0.
 *
 * @param cpus processors it may use
 * @param load mean run queue of the last minute
 * @param idle share of its processors' time that is idle, 0 to 1
 * @param memoryFreeBytes memory it could still use
 * @param memoryTotalBytes memory it has, or its container's limit
 * @param arriba speed of one processor by the agent's own test; bigger is faster; only compared within a cluster
 * @param ready workers waiting for a request
 * @param busy workers at a request
 * @param inFlight requests under way there, from all sides
 * @param idleTimeoutMillis how long its server keeps an idle connection
 */
public record Figures(
        OptionalInt cpus,
        OptionalDouble load,
        OptionalDouble idle,
        OptionalLong memoryFreeBytes,
        OptionalLong memoryTotalBytes,
        OptionalLong arriba,
        OptionalInt ready,
        OptionalInt busy,
        OptionalInt inFlight,
        OptionalLong idleTimeoutMillis) {

    /** Nothing is known. */
    public static final Figures NONE = new Figures(
            OptionalInt.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalLong.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalLong.empty());
}
