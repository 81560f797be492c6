package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.HeartbeatTable.Verdict;
import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChangesTest {
    private static final Sender SENDER = new Sender(InetAddress.getLoopbackAddress(), true);

    private final List<String> told = new ArrayList<>();
    private final Changes changes = new Changes();

    @Test
    void tellsEachListenerAllOnceAndInOrder() {
        changes.addListener(new Joins(told));
        changes.addListener(new Joins(told));
        join("a");
        join("b");
        changes.tell();
        join("c");
        changes.tell();
        changes.tell();

        assertThat(told).containsExactly("a", "a", "b", "b", "c", "c");
    }

    @Test
    void losesTheOldestWhereNobodyTells() {
        changes.addListener(new Joins(told));
        IntStream.range(0, Changes.MAX_UNTOLD + 2).forEach(i -> join("b" + i));
        changes.tell();

        assertThat(told)
                .hasSize(Changes.MAX_UNTOLD + 1)
                .startsWith("missed 2", "b2")
                .endsWith("b" + (Changes.MAX_UNTOLD + 1));
        told.clear();
        join("c");
        changes.tell();
        assertThat(told).containsExactly("c");
    }

    @Test
    void heartbeatsAndDecisionsDoNotWaitForASlowListener() throws Exception {
        Cluster cluster = new Cluster(new HeartbeatTable(4), List.of(), Optional.empty(), new ManualClock());
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        cluster.addListener(new ClusterListener() {
            @Override
            public void joined(Backend backend) {
                called.countDown();
                await(goOn);
            }
        });
        cluster.hear(Backends.heard("alpha").heartbeat(), SENDER);
        CompletableFuture<Void> telling = CompletableFuture.runAsync(cluster::tellListeners);
        called.await();

        CompletableFuture<Verdict> verdict = CompletableFuture.supplyAsync(
                () -> cluster.hear(Backends.heard("beta").heartbeat(), SENDER));
        assertThat(verdict.get(10, TimeUnit.SECONDS)).isEqualTo(Verdict.ACCEPTED);
        assertThat(CompletableFuture.supplyAsync(cluster::backends).get(10, TimeUnit.SECONDS))
                .hasSize(2);

        goOn.countDown();
        telling.get(10, TimeUnit.SECONDS);
    }

    private void join(String name) {
        Cluster cluster = new Cluster(new HeartbeatTable(1), List.of(), Optional.empty(), new ManualClock());
        cluster.hear(Backends.heard(name).heartbeat(), SENDER);
        Backend backend = cluster.backends().get(0);
        changes.add(listener -> listener.joined(backend));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down who joined. */
    private record Joins(List<String> told) implements ClusterListener {
        @Override
        public void joined(Backend backend) {
            told.add(backend.id().name());
        }

        @Override
        public void missed(long changes) {
            told.add("missed " + changes);
        }
    }
}
