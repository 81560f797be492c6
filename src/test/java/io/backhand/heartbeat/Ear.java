package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A receiver with a thread of its own that keeps what it hears as text. */
final class Ear implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 5;

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final HeartbeatReceiver receiver;

    private Ear(HeartbeatReceiver receiver) {
        this.receiver = receiver;
        receiver.start(
                thread,
                (buffer, length, sender) ->
                        heard.add(new Heard(new String(buffer, 0, length, StandardCharsets.ISO_8859_1), sender)));
    }

    record Heard(String text, InetAddress sender) {}

    static Ear on(HeartbeatAddress... addresses) throws IOException {
        return new Ear(HeartbeatReceiver.open(List.of(addresses), ListeningEvents.NONE));
    }

    /** The port of its first address. */
    int port() throws IOException {
        return receiver.localAddresses().get(0).getPort();
    }

    Heard next() throws InterruptedException {
        Heard next = heard.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
        assertThat(next).as("heard within %d s", DEADLINE_SECONDS).isNotNull();
        return next;
    }

    boolean isQuiet() {
        return heard.isEmpty();
    }

    /** Stops listening. Its thread must come back by itself: nobody interrupts it. */
    @Override
    public void close() throws IOException {
        receiver.close();
        thread.shutdown();
        try {
            assertThat(thread.awaitTermination(DEADLINE_SECONDS, TimeUnit.SECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
