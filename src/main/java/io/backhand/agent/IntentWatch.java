package io.backhand.agent;

import io.backhand.cluster.NanoClock;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Looks each second what the agent's {@link IntentFile} says. What it said last holds while it can't be read.
 *
 * <p>Not thread-safe: {@link #look} and {@link #run} belong to one thread at a time, which is not that of the heartbeats: a slow disk
 * delays none.
 */
final class IntentWatch implements Runnable {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(Agent.class.getName());

    private final IntentFile file;
    private final Consumer<Wish> take;
    private final NanoClock clock;
    private Wish taken = Wish.UP;
    private String lastProblem = "";

    /**
     * A watch that has not begun.
     *
     * @param take is told when the file says something else than before; what it throws is what is wrong with that
     */
    IntentWatch(IntentFile file, Consumer<Wish> take, NanoClock clock) {
        this.file = file;
        this.take = take;
        this.clock = clock;
    }

    /** Looks once. */
    void look() {
        try {
            Optional<Wish> said = file.read();
            if (said.isPresent() && !said.get().equals(taken)) {
                take.accept(said.get());
                taken = said.get();
                LOG.log(Level.INFO, "{0}, as {1} says", taken.words(), file.path());
            }
            lastProblem = "";
        } catch (IOException | IllegalArgumentException e) {
            tellOnce(String.valueOf(e.getMessage()));
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
    private void tellOnce(String problem) {
        if (!problem.equals(lastProblem)) {
            LOG.log(Level.WARNING, "{0} does not count, what it said last does: {1}", file.path(), problem);
            lastProblem = problem;
        }
    }
}
