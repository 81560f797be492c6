package io.backhand.proxy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Slots;
import java.time.Duration;
import java.util.function.ToIntFunction;
import org.eclipse.jetty.io.EndPoint;
import org.jspecify.annotations.Nullable;

/**
 * How many requests backends have at once, and how long others wait for them.
 *
 * @param most of a backend; {@link #UNBOUNDED} for any number
 * @param queue how many may wait for one backend
 * @param patience how long one waits, above zero
 * @param nearClient where a request whose turn has come goes on
 */
public record BackendLimits(ToIntFunction<BackendId> most, int queue, Duration patience, NearClient nearClient) {
    /** As many as come. */
    public static final int UNBOUNDED = Integer.MAX_VALUE;

    /** Nobody waits for anything. */
    public static final BackendLimits NONE =
            new BackendLimits(unused -> UNBOUNDED, 0, Duration.ofSeconds(1), (client, task) -> task.run());

    /** Runs a task on the thread that serves a client. */
    @FunctionalInterface
    public interface NearClient {
        /** Runs it, soon; not within the call, so that one request's end does not nest in another's. */
        void run(@Nullable EndPoint client, Runnable task);
    }

    boolean isBounded(Backend backend) {
        return most(backend) != UNBOUNDED;
    }

    int most(Backend backend) {
        return most.applyAsInt(backend.id());
    }

    /** Whether a request would be sent there at once. */
    boolean hasRoom(Backend backend) {
        int most = most(backend);
        return most == UNBOUNDED || slots(backend).hasRoom(most);
    }

    /** Whether a request could wait there, or need not. */
    boolean hasQueue(Backend backend) {
        return hasRoom(backend) || slots(backend).waiting() < queue;
    }

    static Slots slots(Backend backend) {
        return backend.account().slots();
    }
}
