package io.backhand.testing.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/**
 * Clients that GET {@code /whoami} again and again, each on a connection of its own, and remember each outcome.
 * Thread-safe.
 */
public final class GetLoad implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration AFTER_FAILURE = Duration.ofMillis(10);

    private static final byte[] REQUEST =
            "GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final int port;
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final CountDownLatch stop = new CountDownLatch(1);
    private final ExecutorService clients;

    /**
     * How one request went.
     *
     * @param begunNanos when it was sent
     * @param backend who answered; empty where nobody did
     * @param failure what went wrong; empty for a 200
     */
    public record Outcome(long begunNanos, String backend, String failure) {}

    /** Starts so many clients against a port of 127.0.0.1. */
    public GetLoad(int port, int clientCount) {
        this.port = port;
        this.clients = Executors.newFixedThreadPool(clientCount);
        for (int i = 0; i < clientCount; i++) {
            clients.execute(this::runClient);
        }
    }

    private void runClient() {
        try (LoadClient client = new LoadClient(port, PATIENCE)) {
            while (!stopped.get()) {
                long begun = System.nanoTime();
                LoadClient.Answer answer = client.ask(REQUEST);
                outcomes.add(new Outcome(begun, answer.backend(), answer.failure()));
                if (answer.isMissing()) {
                    pause();
                }
            }
        }
    }

    /** After a failure, so that a balancer which refuses all is not asked more than it can log. */
    private void pause() {
        try {
            stop.await(AFTER_FAILURE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopped.set(true);
        }
    }

    /** Waits for an outcome of that kind. */
    public Outcome awaitOutcome(String what, Duration limit, Predicate<Outcome> kind) {
        return Await.until(what, limit, () -> outcomes.stream().filter(kind).findFirst());
    }

    /** Waits until so many more requests have been answered than now. */
    public void awaitMore(int count) {
        int wanted = outcomes.size() + count;
        Await.untilTrue(count + " more requests", PATIENCE, () -> outcomes.size() >= wanted);
    }

    /** All so far. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Those that failed. */
    public List<Outcome> failures() {
        return outcomes.stream().filter(outcome -> !outcome.failure().isEmpty()).toList();
    }

    /** Lets each client end its request, and ends. */
    @Override
    public void close() {
        stopped.set(true);
        stop.countDown();
        clients.shutdown();
        try {
            if (!clients.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                clients.shutdownNow();
            }
        } catch (InterruptedException e) {
            clients.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
