package io.backhand.testing.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Waits for what another process brings about and can only be asked for. */
public final class Await {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    private Await() {}

    /**
     * Looks again and again until there is something.
     *
     * @param what names it, for the message
     * @throws AssertionError if it has not come within {@code limit}
     */
    public static <T> T until(String what, Duration limit, Callable<Optional<T>> look) {
        long deadline = System.nanoTime() + limit.toNanos();
        String last = "";
        while (System.nanoTime() < deadline) {
            try {
                Optional<T> found = look.call();
                if (found.isPresent()) {
                    return found.get();
                }
                last = "";
            } catch (Exception e) {
                last = "; " + e;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new AssertionError(what + ": not within " + limit.toSeconds() + " s" + last);
    }

    /** Looks again and again until it holds. @throws AssertionError if it does not hold within {@code limit} */
    public static void untilTrue(String what, Duration limit, Callable<Boolean> look) {
        until(what, limit, () -> look.call() ? Optional.of(true) : Optional.empty());
    }
}
