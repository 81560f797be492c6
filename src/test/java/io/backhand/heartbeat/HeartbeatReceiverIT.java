package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Network;
import io.backhand.testing.FakeAgent;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes over a real socket: the bad changes nothing, and whatever fails is told in one line. */
@Timeout(30)
class HeartbeatReceiverIT {
    private static final InetAddress LOOPBACK = Network.address("127.0.0.1");

    private final ExecutorService thread = Executors.newSingleThreadExecutor();
    private final BlockingQueue<Refusal> refused = new LinkedBlockingQueue<>();
    private final Cluster cluster = new Cluster(new HeartbeatTable(8), List.of(), Optional.empty(), NanoClock.system());
    private HeartbeatReceiver receiver = open(ListeningEvents.NONE);

    @AfterEach
    void close() throws IOException {
        receiver.close();
        thread.shutdownNow();
    }

    @Test
    void badDatagramsOfEveryKindChangeNothingAndAreCounted() throws Exception {
        HeartbeatGate gate = gate();
        receiver.start(thread, gate);
        FakeAgent agent = new FakeAgent("alpha", "http://127.0.0.1:9001");
        byte[] recorded = agent.beat(TestKeys.OURS);
        byte[] good = agent.beat(TestKeys.OURS);
        byte[] late = agent.at(FakeAgent.NOON.minusSeconds(31)).beat(TestKeys.OURS);
        agent.at(FakeAgent.NOON);
        send(good);
        // One that is refused comes back as an event, so that there is something to wait for.
        expect(Refusal.REPLAY, recorded);
        List<Backend> before = List.copyOf(cluster.backends());
        assertThat(before).extracting(backend -> backend.id().name()).containsExactly("alpha");

        expect(Refusal.SIGNATURE, agent.beat(TestKeys.FOREIGN));
        expect(Refusal.SIGNATURE, agent.beat());
        expect(Refusal.SIZE, new byte[HeartbeatCodec.MAX_BYTES + 1]);
        expect(Refusal.SIZE, new byte[0]);
        expect(Refusal.MALFORMED, Arrays.copyOf(good, good.length - 10));
        expect(Refusal.VERSION, "bh=2&name=alpha".getBytes(StandardCharsets.US_ASCII));
        expect(Refusal.SKEW, late);
        expect(Refusal.CONFLICT, new FakeAgent("alpha", "http://127.0.0.1:6666").beat(TestKeys.OURS));

        assertThat(cluster.backends()).isEqualTo(before);
        assertThat(gate.counters().accepted()).isEqualTo(1);
        assertThat(gate.counters().refused(Refusal.SIGNATURE)).isEqualTo(2);
    }

    @Test
    void anUnsignedContactElsewhereChangesNothingAndIsCounted() throws Exception {
        HeartbeatPolicy noKey = new HeartbeatPolicy(receiver.neighbours(), List.of(), Optional.empty(), List.of());
        receiver.start(thread, gate(noKey));

        expect(Refusal.CONTACT, new FakeAgent("alpha", "http://127.0.0.2:9001").beat());

        assertThat(cluster.backends()).isEmpty();
    }

    @Test
    void aSenderThatIsNotAcceptedChangesNothingAndIsCounted() throws Exception {
        HeartbeatPolicy nobody = new HeartbeatPolicy(sender -> false, List.of(), Optional.empty(), List.of());
        receiver.start(thread, gate(nobody));

        expect(Refusal.SENDER, new FakeAgent("alpha", "http://127.0.0.1:9001").beat());

        assertThat(cluster.backends()).isEmpty();
    }

    @Test
    void whateverFailsWithOneDatagramTheNextIsHeard() throws Exception {
        BlockingQueue<String> failures = new LinkedBlockingQueue<>();
        receiver.close();
        receiver = open(new ListeningEvents() {
            @Override
            public void failed(InetAddress sender, RuntimeException failure) {
                failures.add(String.valueOf(failure.getMessage()));
            }
        });
        receiver.start(thread, (buffer, length, sender) -> {
            throw new IllegalStateException("datagram " + (char) buffer[0]);
        });

        send("1".getBytes(StandardCharsets.US_ASCII));
        send("2".getBytes(StandardCharsets.US_ASCII));

        assertThat(failures.poll(5, TimeUnit.SECONDS)).isEqualTo("datagram 1");
        assertThat(failures.poll(5, TimeUnit.SECONDS)).isEqualTo("datagram 2");
    }

    @Test
    void interruptingItsThreadEndsIt() throws Exception {
        CountDownLatch ended = new CountDownLatch(1);
        receiver.start(
                task -> thread.execute(() -> {
                    task.run();
                    ended.countDown();
                }),
                gate());

        thread.shutdownNow();

        assertThat(ended.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void acceptsLoopbackWhereNothingIsConfigured() {
        assertThat(receiver.neighbours().test(LOOPBACK)).isTrue();
        assertThat(receiver.neighbours().test(Network.address("::1"))).isTrue();
        assertThat(receiver.neighbours().test(Network.address("203.0.113.1"))).isFalse();
    }

    @Test
    void saysInOneLineThatAPortIsTaken() throws Exception {
        HeartbeatAddress taken = new HeartbeatAddress(LOOPBACK, port(), 1, Optional.empty());

        assertThatThrownBy(() -> HeartbeatReceiver.open(List.of(taken), ListeningEvents.NONE))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("heartbeats on 127.0.0.1:" + port() + ": ")
                .hasMessageNotContaining("\n");
    }

    @Test
    void saysInOneLineThatAGroupCannotBeJoined() {
        HeartbeatAddress group = new HeartbeatAddress(Network.address("239.255.77.9"), 0, 1, Optional.of("nosuch0"));

        assertThatThrownBy(() -> HeartbeatReceiver.open(List.of(group), ListeningEvents.NONE))
                .isInstanceOf(IOException.class)
                .hasMessage("heartbeats on 239.255.77.9:0@nosuch0: can't join the group: "
                        + "nosuch0 is not up, or has no address of that family");
    }

    private HeartbeatGate gate() {
        return gate(new HeartbeatPolicy(receiver.neighbours(), List.of(), Optional.of(TestKeys.OURS), List.of()));
    }

    private HeartbeatGate gate(HeartbeatPolicy policy) {
        return new HeartbeatGate(cluster, policy, InstantSource.fixed(FakeAgent.NOON), new ListeningEvents() {
            @Override
            public void refused(Refusal reason, InetAddress sender, String why) {
                refused.add(reason);
            }
        });
    }

    private void expect(Refusal reason, byte[] datagram) throws Exception {
        send(datagram);
        assertThat(refused.poll(5, TimeUnit.SECONDS)).isEqualTo(reason);
    }

    private void send(byte[] datagram) throws IOException {
        HeartbeatAddress destination = new HeartbeatAddress(LOOPBACK, port(), 1, Optional.empty());
        new HeartbeatSender(List.of(destination), Optional.of(LOOPBACK), SendingEvents.NONE).send(datagram);
    }

    private int port() throws IOException {
        List<InetSocketAddress> bound = receiver.localAddresses();
        return bound.get(0).getPort();
    }

    private static HeartbeatReceiver open(ListeningEvents events) {
        try {
            return HeartbeatReceiver.open(List.of(new HeartbeatAddress(LOOPBACK, 0, 1, Optional.empty())), events);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
