package io.backhand.agent;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * Gives the balancers the time to turn away from a server before its JVM begins to stop.
 *
 * <p>A servlet container tells its applications that they end when it has taken them out of service already, and what
 * still arrives meanwhile is answered with 404 or 503. The signal that makes the JVM stop comes earlier: it is caught
 * here, the goodbye is said, and the signal passed on once it was heard. A container that stops in another way (by
 * its shutdown port, or one application by itself) is not held up. Thread-safe.
 */
final class StopSignals implements AutoCloseable {
    /** A balancer has turned away by then: it hears a goodbye in milliseconds, and may be in a collector's pause. */
    static final Duration HEARD = Duration.ofMillis(300);

    /** Those that end a JVM. */
    private static final List<String> NAMES = List.of("TERM", "INT", "HUP");

    private static final Logger LOG = System.getLogger(StopSignals.class.getName());

    private final Runnable goodbye;
    private final List<Caught> caught = new ArrayList<>();

    private StopSignals(Runnable goodbye) {
        this.goodbye = goodbye;
    }

    /**
     * Catches them from now on. Those that the JVM was told to leave alone ({@code -Xrs}, {@code nohup}) are left.
     *
     * @param goodbye says goodbye; called by a thread of the JVM's, again for each signal
     */
    static StopSignals before(Runnable goodbye) {
        StopSignals signals = new StopSignals(goodbye);
        for (String name : NAMES) {
            try {
                signals.caught.add(signals.new Caught(new JvmSignal(name)));
            } catch (IllegalArgumentException e) {
                LOG.log(Level.DEBUG, "not the agent''s to catch: {0}", e.getMessage());
            }
        }
        return signals;
    }

    /** Leaves them to whoever had them before. */
    @Override
    public void close() {
        caught.forEach(Caught::giveBack);
    }

    private static void awaitHeard() {
        try {
            Thread.sleep(HEARD.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One signal, and who had it before. */
    private final class Caught {
        private final JvmSignal signal;
        private final JvmSignal.Handler mine;
        private final CompletableFuture<JvmSignal.Handler> previous = new CompletableFuture<>();
        private volatile boolean givenBack;

        Caught(JvmSignal signal) {
            this.signal = signal;
            this.mine = signal.handler(this::received);
            previous.complete(signal.handleBy(mine));
        }

        void giveBack() {
            givenBack = true;
            JvmSignal.Handler current = signal.handleBy(previous.join());
            if (!current.equals(mine)) {
                // Another agent in this JVM has caught it since, and passes it on to this one.
                signal.handleBy(current);
            }
        }

        private void received() {
            if (!givenBack) {
                LOG.log(Level.INFO, "SIG{0}: saying goodbye before the server stops", signal.name());
                goodbye.run();
                awaitHeard();
            }
            signal.passTo(previous.join());
        }
    }
}
