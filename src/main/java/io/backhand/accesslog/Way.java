package io.backhand.accesslog;

import org.jspecify.annotations.Nullable;

/**
 * How a request goes through the balancer, noted while it does.
 *
 * <p>Written by whichever thread has the request, one after the other, and read by the log when it has ended. What is
 * noted after that, by a thread that comes late, may be in the line or not.
 */
public final class Way {
    static final int MAX_ROUTE = 512;
    static final int MAX_BACKEND = 128;
    static final int MAX_RETRIED = 2048;
    static final int MAX_FAILURE = 64;

    private @Nullable String client;
    private @Nullable String route;
    private @Nullable String backend;
    private @Nullable Why why;
    private int tries;
    private @Nullable String retried;
    private @Nullable String failure;
    private long firstByteAtNanos;
    private boolean answered;
    private @Nullable Ended ended;
    private @Nullable Joined joined;

    /** The address it comes from, as found behind trusted proxies. */
    public void comesFrom(String client) {
        this.client = client;
    }

    /** The path of the route it takes; what is to serve it is not known yet. */
    public void takes(String route) {
        this.route = route;
        this.why = null;
    }

    /** It is served without a backend. */
    public void servedBy(Why why) {
        this.why = why;
    }

    /** It goes to a backend, or to one more, which is asked. */
    public void tries(String backend, Why why) {
        this.backend = backend;
        this.why = tries == 0 ? why : Why.RETRY;
        tries++;
    }

    /** The client is sent to a backend. */
    public void sentTo(String backend) {
        this.backend = backend;
        this.why = Why.REDIRECT;
    }

    /** The backend tried last did not serve it, and it is tried once more. */
    public void retried(String why) {
        String what = backend + ":" + why;
        retried = retried == null ? what : retried + "," + what;
    }

    /** The backend tried last did not serve it for that reason, and there is no other try. */
    public void failed(String why) {
        failure = why;
    }

    /** The first byte of a backend's response has come, at that moment of {@link System#nanoTime}; the last says. */
    public void answered(long nowNanos) {
        firstByteAtNanos = nowNanos;
        answered = true;
    }

    /** How it ended; the first says. */
    public void ended(Ended how) {
        if (ended == null) {
            ended = how;
        }
    }

    /** The connection goes on in another protocol: its line is written when that is over. */
    public Joined joins() {
        Joined made = new Joined(this);
        joined = made;
        return made;
    }

    /** What is to be told when it is over, where the connection goes on in another protocol. */
    public @Nullable Joined joined() {
        return joined;
    }

    /** The address it comes from; null where nobody has said so. */
    public @Nullable String client() {
        return client;
    }

    @Nullable
    String route() {
        return route;
    }

    @Nullable
    String backend() {
        return backend;
    }

    @Nullable
    Why why() {
        return why;
    }

    int tries() {
        return tries;
    }

    /** Which backends did not serve it and why, as in {@code alpha:refused,beta:503}; null for none. */
    @Nullable
    String retried() {
        return retried;
    }

    /** Why the backend tried last did not serve it; null where it did, or no word of it is known. */
    @Nullable
    String failure() {
        return failure;
    }

    /** From the beginning of the request to the first byte of the response; negative where no backend answered. */
    long firstByteNanos(long beganNanos) {
        return answered ? firstByteAtNanos - beganNanos : -1;
    }

    @Nullable
    Ended ended() {
        return ended;
    }
}
