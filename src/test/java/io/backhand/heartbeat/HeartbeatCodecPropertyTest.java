package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Network;
import io.backhand.cluster.Source;
import io.backhand.testing.FakeAgent;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever comes from the network, nothing breaks and nothing bad gets in. */
class HeartbeatCodecPropertyTest {
    private static final InetAddress SENDER = Network.address("10.0.0.7");

    /** 100,000 datagrams in all; in rounds, because making each by the library takes longer than judging it. */
    private static final int ROUNDS = 1_000;

    private static final int DATAGRAMS_A_ROUND = 100;

    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void whatIsWrittenIsReadBack(@ForAll("announcements") Announcement written) throws Exception {
        byte[] bytes = HeartbeatCodec.encode(written, Optional.of(TestKeys.OURS));

        Datagram.Native read = (Datagram.Native) HeartbeatCodec.decode(bytes, bytes.length);

        assertThat(read.announcement()).isEqualTo(written);
        assertThat(TestKeys.OURS.verify(bytes, read.signature().orElseThrow())).isTrue();
        assertThat(TestKeys.FOREIGN.verify(bytes, read.signature().orElseThrow()))
                .isFalse();
    }

    @Property(tries = ROUNDS, shrinking = ShrinkingMode.OFF)
    void randomAndMutatedDatagramsAreRefusedOrChangeNothingUnseen(@ForAll long seed) {
        Mutations mutations = new Mutations(seed);
        Cluster cluster = clusterWithAlpha();
        for (int i = 0; i < DATAGRAMS_A_ROUND; i++) {
            HeartbeatGate gate = gate(cluster, Optional.empty());
            List<Backend> before = List.copyOf(cluster.backends());
            byte[] datagram = mutations.next();

            gate.handle(datagram, datagram.length, SENDER);

            assertThat(outcomes(gate)).isEqualTo(1);
            if (gate.counters().accepted() == 0) {
                assertThat(cluster.backends()).isEqualTo(before);
            }
        }
    }

    @Property(tries = ROUNDS, shrinking = ShrinkingMode.OFF)
    void withAKeyNoRandomOrMutatedDatagramChangesAnything(@ForAll long seed) {
        Mutations mutations = new Mutations(seed);
        Cluster cluster = clusterWithAlpha();
        HeartbeatGate gate = gate(cluster, Optional.of(TestKeys.OURS));
        List<Backend> before = List.copyOf(cluster.backends());

        for (int i = 0; i < DATAGRAMS_A_ROUND; i++) {
            byte[] datagram = mutations.next();
            gate.handle(datagram, datagram.length, SENDER);
        }

        assertThat(gate.counters().accepted()).isZero();
        assertThat(outcomes(gate)).isEqualTo(DATAGRAMS_A_ROUND);
        assertThat(cluster.backends()).isEqualTo(before);
    }

    @Provide
    Arbitrary<Announcement> announcements() {
        Arbitrary<Heartbeat> heartbeats = Combinators.combine(
                        Arbitraries.strings()
                                .withCharRange('a', 'z')
                                .withCharRange('A', 'Z')
                                .numeric()
                                .withChars("._-")
                                .ofMinLength(1)
                                .ofMaxLength(64)
                                .map(BackendId::new),
                        contacts(),
                        Arbitraries.of(Intent.class),
                        contexts(),
                        figures())
                .as((id, contact, intent, draining, figures) ->
                        new Heartbeat(id, contact, Source.NATIVE, intent, draining, asHeard(figures, intent)));
        return Combinators.combine(
                        heartbeats,
                        Arbitraries.longs().between(0, HeartbeatCodec.MAX_TIME_MILLIS),
                        Arbitraries.longs().between(0, HeartbeatCodec.MAX_SEQUENCE),
                        Arbitraries.longs().between(0, HeartbeatCodec.MAX_TIME_MILLIS))
                .as(Announcement::new);
    }

    private static Arbitrary<Contact> contacts() {
        return Combinators.combine(
                        Arbitraries.of("http", "https"),
                        Arbitraries.of("10.0.0.7", "fd00::7", "alpha.example", "a-b.example"),
                        Arbitraries.integers().between(1, 65535))
                .as(Contact::new);
    }

    private static Arbitrary<Contexts> contexts() {
        return Arbitraries.strings()
                .withCharRange('a', 'z')
                .withCharRange('À', 'Ö')
                .withChars("._~!$&'()*+=:@-09")
                .ofMinLength(1)
                .ofMaxLength(12)
                .map(segment -> "/x" + segment)
                .list()
                .ofMaxSize(6)
                .map(Contexts::new);
    }

    private static Arbitrary<Figures> figures() {
        Arbitrary<OptionalLong> bytes = Arbitraries.longs()
                .between(0, HeartbeatCodec.MAX_BYTES_OF_MEMORY)
                .map(OptionalLong::of)
                .injectNull(0.2)
                .map(value -> value == null ? OptionalLong.empty() : value);
        Arbitrary<OptionalDouble> decimal = Arbitraries.integers()
                .between(0, 10_000)
                .map(tenThousandths -> tenThousandths % 7 == 0
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(tenThousandths / 10_000.0));
        Arbitrary<OptionalInt> count = Arbitraries.integers()
                .between(1, HeartbeatCodec.MAX_CPUS)
                .map(value -> value % 7 == 0 ? OptionalInt.empty() : OptionalInt.of(value));
        return Combinators.combine(count, decimal, decimal, bytes, bytes, count, count)
                .as((cpus, load, idle, free, total, workers, inFlight) -> new Figures(
                        cpus,
                        load,
                        idle,
                        free,
                        total,
                        OptionalLong.of(1),
                        workers,
                        workers,
                        inFlight,
                        OptionalLong.of(30_000)));
    }

    /** Who wants no requests has no worker ready, as far as a listener hears. */
    private static Figures asHeard(Figures figures, Intent intent) {
        if (intent == Intent.UP) {
            return figures;
        }
        return new Figures(
                figures.cpus(),
                figures.load(),
                figures.idle(),
                figures.memoryFreeBytes(),
                figures.memoryTotalBytes(),
                figures.arriba(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                figures.inFlight(),
                figures.idleTimeoutMillis());
    }

    private static Cluster clusterWithAlpha() {
        Cluster cluster = new Cluster(new HeartbeatTable(8), List.of(), Optional.empty(), new ManualClock());
        byte[] beat = new FakeAgent("alpha", "http://10.0.0.7:8080").beat();
        gate(cluster, Optional.empty()).handle(beat, beat.length, SENDER);
        return cluster;
    }

    private static HeartbeatGate gate(Cluster cluster, Optional<Keys> keys) {
        HeartbeatPolicy policy = new HeartbeatPolicy(address -> true, List.of(), keys, List.of());
        return new HeartbeatGate(cluster, policy, InstantSource.fixed(FakeAgent.NOON), ListeningEvents.NONE);
    }

    private static long outcomes(HeartbeatGate gate) {
        HeartbeatCounters counters = gate.counters();
        return counters.accepted()
                + counters.duplicates()
                + Arrays.stream(Refusal.values()).mapToLong(counters::refused).sum();
    }
}
