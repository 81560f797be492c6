package io.backhand.testing.cluster;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Requests at a fixed rate, whether those before are answered or not, as long as one of its clients is free: so many
 * come as the rate says, or, of a machine that is too slow for it, as many as that can do. Each has a number of its own,
 * and each POST tells it, so that backends can count who has run what. Thread-safe.
 */
public final class SteadyLoad implements AutoCloseable {
    /** Enough that those who wait for a backend that hangs leave others free. */
    public static final int CLIENTS = 96;

    /** For one answer, and for so many answers as are waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final String BODY = "x".repeat(100);

    private final int port;
    private final Mix mix;
    private final long gapNanos;
    private final long startNanos = System.nanoTime();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final Queue<Outcome> outcomes = new ConcurrentLinkedQueue<>();
    private final Map<String, Long> lastBegunNanos = new ConcurrentHashMap<>();
    private final AtomicBoolean stopped = new AtomicBoolean();
    private final ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);

    /** What is sent. */
    public enum Mix {
        /** GET {@code /whoami}. */
        GETS,
        /** The same, and as many POSTs to {@code /once}. */
        GETS_AND_POSTS
    }

    /**
     * How one request went.
     *
     * @param number its own
     * @param isPost whether it was a POST
     * @param begunNanos when it was sent
     * @param status of the answer; 0 where none came
     * @param failure what went wrong; empty for a 200
     */
    public record Outcome(long number, boolean isPost, long begunNanos, int status, String failure) {
        /** Whether the client did not get what it asked for. */
        public boolean isFailed() {
            return !failure.isEmpty();
        }
    }

    /** Starts so many a second against a port of 127.0.0.1. */
    public SteadyLoad(int port, int perSecond, Mix mix) {
        this.port = port;
        this.mix = mix;
        this.gapNanos = TimeUnit.SECONDS.toNanos(1) / perSecond;
        for (int i = 0; i < CLIENTS; i++) {
            clients.execute(this::runClient);
        }
    }

    private void runClient() {
        try (LoadClient client = new LoadClient(port, PATIENCE)) {
            while (!stopped.get()) {
                int number = next.getAndIncrement();
                sleepUntil(startNanos + number * gapNanos);
                run(client, number);
            }
        }
    }

    private static void sleepUntil(long nanoTime) {
        for (long early = nanoTime - System.nanoTime(); early > 0; early = nanoTime - System.nanoTime()) {
            LockSupport.parkNanos(early);
        }
    }

    private void run(LoadClient client, int number) {
        boolean isPost = mix == Mix.GETS_AND_POSTS && number % 2 == 1;
        byte[] request = isPost ? post(number) : get();
        long begun = System.nanoTime();
        LoadClient.Answer answer = client.ask(request);
        outcomes.add(new Outcome(number, isPost, begun, answer.status(), answer.failure()));
        lastBegunNanos.put(answer.backend(), begun);
        answered.incrementAndGet();
    }

    private static byte[] get() {
        return "GET /whoami HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] post(int number) {
        String head = "POST /once?n=" + number + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + BODY.length();
        return (head + "\r\n\r\n" + BODY).getBytes(StandardCharsets.US_ASCII);
    }

    /** Waits until a backend has answered a request that begins from now on. */
    public void awaitServedBy(String backend) {
        long now = System.nanoTime();
        Await.untilTrue(backend + " serves", PATIENCE, () -> {
            Long begun = lastBegunNanos.get(backend);
            return begun != null && begun - now > 0;
        });
    }

    /** Waits until so many more requests have been answered than now. */
    public void awaitMore(int count) {
        int wanted = answered.get() + count;
        Await.untilTrue(count + " more requests", PATIENCE, () -> answered.get() >= wanted);
    }

    /** All so far. */
    public List<Outcome> outcomes() {
        return List.copyOf(outcomes);
    }

    /** Those that failed. */
    public List<Outcome> failures() {
        return outcomes.stream().filter(Outcome::isFailed).toList();
    }

    /** The numbers of the POSTs that succeeded. */
    public List<Long> postsDone() {
        return outcomes.stream()
                .filter(outcome -> outcome.isPost() && !outcome.isFailed())
                .map(Outcome::number)
                .toList();
    }

    /** Lets each client end its request, and ends; what came of them is there afterwards. */
    @Override
    public void close() {
        stopped.set(true);
        clients.shutdown();
        try {
            if (!clients.awaitTermination(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                clients.shutdownNow();
                throw new AssertionError("requests are still not answered after " + PATIENCE);
            }
        } catch (InterruptedException e) {
            clients.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
