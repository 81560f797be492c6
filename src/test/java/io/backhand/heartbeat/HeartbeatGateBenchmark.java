package io.backhand.heartbeat;

import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.NanoClock;
import io.backhand.cluster.Network;
import io.backhand.testing.FakeAgent;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What one signed heartbeat costs the balancer, from the datagram's bytes to the table, in a cluster of a thousand. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 2)
public class HeartbeatGateBenchmark {
    private static final int AGENTS = 1_000;
    private static final int BEATS_EACH = 20;
    private static final InetAddress SENDER = Network.address("10.0.0.7");

    private final byte[][] datagrams = new byte[AGENTS * BEATS_EACH][];
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(HeartbeatTable.DEFAULT_CAPACITY), List.of(), Optional.empty(), NanoClock.system());
    private HeartbeatGate gate = openGate();
    private int next;

    /** Signs beforehand what is heard later. */
    @Setup
    public void sign() {
        for (int agent = 0; agent < AGENTS; agent++) {
            FakeAgent sender =
                    new FakeAgent("agent-" + agent, "http://10.0." + agent / 250 + "." + agent % 250 + ":80");
            for (int beat = 0; beat < BEATS_EACH; beat++) {
                datagrams[beat * AGENTS + agent] = sender.beat(TestKeys.OURS);
            }
        }
        gate = openGate();
    }

    /** One heartbeat, newer than all before it. */
    @Benchmark
    public HeartbeatGate hear() {
        if (next == datagrams.length) {
            next = 0;
            gate = openGate();
        }
        byte[] datagram = datagrams[next++];
        gate.handle(datagram, datagram.length, SENDER);
        return gate;
    }

    private HeartbeatGate openGate() {
        HeartbeatPolicy policy = new HeartbeatPolicy(sender -> true, List.of(), Optional.of(TestKeys.OURS), List.of());
        return new HeartbeatGate(cluster, policy, InstantSource.fixed(FakeAgent.NOON), ListeningEvents.NONE);
    }
}
