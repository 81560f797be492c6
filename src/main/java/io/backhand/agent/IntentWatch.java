package io.backhand.agent;

import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Looks each second what the agent's {@link IntentFile} says. What it said last holds while it can't be read.
 *
 * <p>{@link #look} and {@link #run} belong to one thread at a time, which is not that of the heartbeats: a slow disk
 * delays none. {@link #intent} may be called from any.
 */
final class IntentWatch implements Runnable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(Agent.class.getName());

    private final IntentFile file;
    private final Runnable onChange;
    private final NanoClock clock;
    private volatile Intent intent = Intent.UP;
    private String lastProblem = "";

    /**
     * A watch that has not begun.
     *
     * @param onChange is run when the file says something else than before
     */
    IntentWatch(IntentFile file, Runnable onChange, NanoClock clock) {
        this.file = file;
        this.onChange = onChange;
        this.clock = clock;
    }

    /** What the file said last; up before anybody has looked. */
    Intent intent() {
        return intent;
    }

    /** Looks once. */
    void look() {
        Optional<Intent> said = read();
        if (said.isPresent() && said.get() != intent) {
            intent = said.get();
            LOG.log(
                    Level.INFO,
                    intent == Intent.DRAINING ? "draining, as {0} says" : "no longer draining, as {0} says",
                    file.path());
            onChange.run();
        }
    }

    /** Looks each second until its thread is interrupted. */
    @Override
    public void run() {
        Pace pace = new Pace(INTERVAL, clock.nanoTime());
        try {
            while (!Thread.currentThread().isInterrupted()) {
                look();
                pace.passIfDue(clock.nanoTime());
                TimeUnit.NANOSECONDS.sleep(pace.nanosToNext(clock.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tells of what is wrong with the file once, and not each second. */
    private Optional<Intent> read() {
        try {
            Optional<Intent> said = file.read();
            lastProblem = "";
            return said;
        } catch (IOException e) {
            String problem = String.valueOf(e.getMessage());
            if (!problem.equals(lastProblem)) {
                LOG.log(Level.WARNING, "{0} does not count, what it said last does: {1}", file.path(), problem);
                lastProblem = problem;
            }
            return Optional.empty();
        }
    }
}
