package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Network;
import io.backhand.cluster.Source;
import io.backhand.testing.FakeAgent;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatGateTest {
    private static final String HOME = "10.0.0.7";
    private static final String ELSEWHERE = "10.0.0.66";
    private static final String STRANGER = "192.168.9.9";
    private static final String HTTPD = "v=1&ready=16&busy=3";

    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(new HeartbeatTable(2), List.of(), Optional.empty(), clock);
    private final List<String> told = new ArrayList<>();
    private final FakeAgent agent = new FakeAgent("alpha", "http://10.0.0.7:8080");
    private Instant now = FakeAgent.NOON;
    private final List<String> unknown = new ArrayList<>();
    private HeartbeatGate gate = openGate(Optional.empty());

    @Test
    void letsAHeartbeatThroughToTheTable() {
        hear(agent.beat(), HOME);

        assertThat(gate.counters().accepted()).isEqualTo(1);
        assertThat(backend("alpha").contact()).isEqualTo(Contact.parse("http://10.0.0.7:8080"));
        assertThat(backend("alpha").heartbeat().source()).isEqualTo(Source.NATIVE);
        assertThat(told).isEmpty();
    }

    @Test
    void refusesBySize() {
        assertRefused(Refusal.SIZE, new byte[0], HOME);
        assertRefused(Refusal.SIZE, new byte[HeartbeatCodec.MAX_BYTES + 1], HOME);
    }

    @Test
    void refusesASenderThatIsNotAccepted() {
        assertRefused(Refusal.SENDER, agent.beat(), STRANGER);
        assertRefused(Refusal.SENDER, "rubbish".getBytes(StandardCharsets.US_ASCII), STRANGER);
    }

    @Test
    void refusesWhatIsMalformedAndSaysWhatItWas() {
        assertRefused(Refusal.MALFORMED, "v=1&ready=many&busy=0".getBytes(StandardCharsets.US_ASCII), HOME);

        assertThat(told.get(0))
                .isEqualTo("MALFORMED 10.0.0.7: ready must be a whole number from 0 to 2147483647, was \"many\"");
    }

    @Test
    void refusesATruncatedHeartbeat() {
        byte[] whole = agent.beat(TestKeys.OURS);
        gate = openGate(Optional.of(TestKeys.OURS));
        for (int length = 1; length < whole.length; length++) {
            hear(Arrays.copyOf(whole, length), HOME);
        }

        assertThat(cluster.backends()).isEmpty();
        assertThat(gate.counters().accepted()).isZero();
    }

    @Test
    void refusesAnotherVersion() {
        assertRefused(Refusal.VERSION, replaced(agent.beat(), "bh=1", "bh=2"), HOME);
    }

    @Test
    void takesOnlyWhatOneOfTheKeysHasSigned() {
        gate = openGate(Optional.of(TestKeys.of(TestKeys.OTHER_HEX, TestKeys.HEX)));

        assertRefused(Refusal.SIGNATURE, agent.beat(), HOME);
        assertRefused(Refusal.SIGNATURE, agent.beat(TestKeys.of("11".repeat(32))), HOME);
        assertRefused(Refusal.SIGNATURE, replaced(agent.beat(TestKeys.OURS), "load=0.75", "load=0.00"), HOME);

        hear(agent.beat(TestKeys.OURS), HOME);
        assertThat(gate.counters().accepted()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(longs = {-30_000, 30_000})
    void takesAClockThatDiffersByHalfAMinuteAndNotMore(long skewMillis) {
        hear(agent.at(now.plusMillis(skewMillis)).beat(), HOME);
        assertThat(gate.counters().accepted()).isEqualTo(1);

        long more = skewMillis + Long.signum(skewMillis);
        assertRefused(Refusal.SKEW, agent.at(now.plusMillis(more)).beat(), HOME);
    }

    @Test
    void passesOverWhatCameBySeveralWays() {
        byte[] beat = agent.beat();
        hear(beat, HOME);
        hear(beat, HOME);

        assertThat(gate.counters().accepted()).isEqualTo(1);
        assertThat(gate.counters().duplicates()).isEqualTo(1);
        assertThat(gate.counters().refused(Refusal.REPLAY)).isZero();
    }

    @Test
    void knowsASignedHeartbeatAgainFromWhateverAddressItComes() {
        gate = openGate(Optional.of(TestKeys.OURS));
        byte[] first = agent.beat(TestKeys.OURS);
        byte[] second = agent.beat(TestKeys.OURS);
        hear(second, HOME);
        hear(second, ELSEWHERE);

        assertThat(gate.counters().duplicates()).isEqualTo(1);
        assertRefused(Refusal.REPLAY, first, ELSEWHERE);
    }

    @Test
    void refusesAReplay() {
        byte[] first = agent.beat();
        hear(first, HOME);
        hear(agent.beat(), HOME);

        assertRefused(Refusal.REPLAY, first, HOME);
    }

    @Test
    void noRecordingBringsBackWhoSaidGoodbye() {
        byte[] recorded = agent.beat();
        hear(recorded, HOME);
        hear(agent.beat(Intent.LEAVING, Optional.empty()), HOME);
        assertThat(cluster.backends()).isEmpty();

        assertRefused(Refusal.REPLAY, recorded, HOME);
        clock.advance(Duration.ofSeconds(20));
        now = now.plusSeconds(20);
        assertRefused(Refusal.REPLAY, recorded, HOME);
        assertThat(cluster.backends()).isEmpty();
    }

    @Test
    void takesTheSameServersNextStart() {
        hear(agent.beat(), HOME);
        hear(new FakeAgent("alpha", "http://10.0.0.7:8080", now.plusSeconds(1)).beat(), HOME);

        assertThat(gate.counters().accepted()).isEqualTo(2);
    }

    @Test
    void takesAStartWithTheClockSetBackOnceTheOneBeforeIsSilent() {
        hear(agent.beat(), HOME);
        FakeAgent setBack = new FakeAgent("alpha", "http://10.0.0.7:8080", now.minusSeconds(5));

        assertRefused(Refusal.REPLAY, setBack.at(now.plusSeconds(1)).beat(), HOME);

        clock.advance(Cluster.SILENT_AFTER.plusMillis(1));
        hear(setBack.at(now.plusSeconds(2)).beat(), HOME);
        assertThat(gate.counters().accepted()).isEqualTo(2);
    }

    @Test
    void takesNoRecordingOfAnEarlierStartForAClockSetBack() {
        byte[] recorded = agent.beat();
        FakeAgent restarted = new FakeAgent("alpha", "http://10.0.0.7:8080", now.plusSeconds(3));
        hear(restarted.beat(), HOME);
        clock.advance(Cluster.SILENT_AFTER.plusMillis(1));

        assertRefused(Refusal.REPLAY, recorded, HOME);
    }

    @Test
    void refusesAnUnsignedContactThatIsNotItsSender() {
        assertRefused(Refusal.CONTACT, agent.beat(), ELSEWHERE);
        assertRefused(Refusal.CONTACT, new FakeAgent("named", "http://alpha.example:8080").beat(), HOME);
    }

    @Test
    void aRefusedContactDoesNotSilenceTheAgentOfThatName() {
        hear(new FakeAgent("alpha", "http://10.0.0.66:8080", now.plusSeconds(9)).beat(), HOME);
        hear(agent.beat(), HOME);

        assertThat(gate.counters().refused(Refusal.CONTACT)).isEqualTo(1);
        assertThat(gate.counters().accepted()).isEqualTo(1);
    }

    @Test
    void takesAnUnsignedContactInTheNetworksForIt() {
        hear(new FakeAgent("alpha", "http://10.1.2.3:8080").beat(), HOME);

        assertThat(gate.counters().accepted()).isEqualTo(1);
    }

    @Test
    void takesAnyContactThatIsSigned() {
        gate = openGate(Optional.of(TestKeys.OURS));

        hear(new FakeAgent("alpha", "https://alpha.example").beat(TestKeys.OURS), HOME);

        assertThat(gate.counters().accepted()).isEqualTo(1);
    }

    @Test
    void refusesALiveNameElsewhere() {
        hear(agent.beat(), HOME);

        assertRefused(Refusal.CONFLICT, new FakeAgent("alpha", "http://10.0.0.66:8080").beat(), ELSEWHERE);
    }

    @Test
    void callsItAConflictHoweverMuchEarlierTheOtherOneStarted() {
        hear(agent.beat(), HOME);

        assertRefused(
                Refusal.CONFLICT,
                new FakeAgent("alpha", "http://10.0.0.7:6666", now.minusSeconds(9))
                        .at(now)
                        .beat(),
                HOME);
    }

    @Test
    void refusesWhatTheTableHasNoRowFor() {
        hear(new FakeAgent("one", "http://10.0.0.7:1").beat(), HOME);
        hear(new FakeAgent("two", "http://10.0.0.7:2").beat(), HOME);

        assertRefused(Refusal.FULL, new FakeAgent("three", "http://10.0.0.7:3").beat(), HOME);
    }

    @Test
    void knowsHttpdByItsSendersAddress() {
        hear(HTTPD, HOME);

        Backend httpd = backend(HOME);
        assertThat(httpd.contact()).isEqualTo(Contact.parse("http://10.0.0.7:80"));
        assertThat(httpd.heartbeat().source()).isEqualTo(Source.HTTPD);
        assertThat(httpd.figures().ready()).hasValue(16);
        assertThat(httpd.figures().busy()).hasValue(3);
    }

    @Test
    void passesHttpdOverWhileAnAgentSpeaksForTheServer() {
        hear(new FakeAgent(HOME, "http://10.0.0.7:80").beat(Intent.DRAINING, Optional.empty()), HOME);
        hear(HTTPD, HOME);

        assertThat(backend(HOME).heartbeat().source()).isEqualTo(Source.NATIVE);
        assertThat(backend(HOME).isDraining()).isTrue();
        assertThat(gate.counters().duplicates()).isEqualTo(1);

        clock.advance(Cluster.SILENT_AFTER.plusMillis(1));
        hear(HTTPD, HOME);

        assertThat(backend(HOME).heartbeat().source()).isEqualTo(Source.HTTPD);
    }

    @Test
    void knowsServersOfThatFormatApartByTheirPorts() {
        hear(HTTPD + "&port=8009", HOME);
        hear(HTTPD + "&port=8010", "fd00::7");

        assertThat(backend("10.0.0.7-8009").contact()).isEqualTo(Contact.parse("http://10.0.0.7:8009"));
        assertThat(backend("fd00-0-0-0-0-0-0-7-8010").contact().port()).isEqualTo(8010);
    }

    @Test
    void withAKeyTakesHttpdsOnlyFromThoseItIsToldOf() {
        gate = openGate(Optional.of(TestKeys.OURS));

        assertRefused(Refusal.SIGNATURE, HTTPD.getBytes(StandardCharsets.US_ASCII), HOME);
        hear(HTTPD, "10.0.0.9");

        assertThat(backend("10.0.0.9").figures().ready()).hasValue(16);
        assertRefused(Refusal.SIGNATURE, new FakeAgent("nine", "http://10.0.0.9:80").beat(), "10.0.0.9");
    }

    @Test
    void showsWhatIsNoHeartbeatOfAnAcceptedSenderAndNothingElse() {
        byte[] binary = new byte[104];
        hear(binary, HOME);
        hear(new byte[HeartbeatCodec.MAX_BYTES + 1], HOME);
        assertThat(unknown).containsExactly("104 10.0.0.7", "1001 10.0.0.7");

        hear(binary, "192.0.2.1");
        hear(new byte[HeartbeatCodec.MAX_BYTES + 1], "192.0.2.1");
        hear(new byte[0], HOME);
        hear(replaced(agent.beat(), "bh=1", "bh=2"), HOME);
        hear(agent.beat(), HOME);
        assertThat(unknown).hasSize(2);
    }

    private HeartbeatGate openGate(Optional<Keys> keys) {
        HeartbeatPolicy policy = new HeartbeatPolicy(
                HeartbeatPolicy.anyOf(List.of(Network.parse("10.0.0.0/24"), Network.parse("fd00::/64"))),
                List.of(Network.parse("10.1.0.0/16")),
                keys,
                List.of(Network.address("10.0.0.9")));
        return new HeartbeatGate(cluster, policy, () -> now, new ListeningEvents() {
            @Override
            public void refused(Refusal reason, InetAddress sender, String why) {
                told.add(reason + " " + sender.getHostAddress() + ": " + why);
            }

            @Override
            public void unknown(byte[] datagram, int length, InetAddress sender) {
                unknown.add(length + " " + sender.getHostAddress());
            }
        });
    }

    private void hear(String text, String sender) {
        hear(text.getBytes(StandardCharsets.US_ASCII), sender);
    }

    private void hear(byte[] datagram, String sender) {
        gate.handle(datagram, datagram.length, Network.address(sender));
    }

    private void assertRefused(Refusal reason, byte[] datagram, String sender) {
        List<Backend> before = List.copyOf(cluster.backends());
        long refusedBefore = gate.counters().refused(reason);
        int toldBefore = told.size();

        hear(datagram, sender);

        assertThat(gate.counters().refused(reason))
                .as("refused as %s; %s", reason, told)
                .isEqualTo(refusedBefore + 1);
        assertThat(told).hasSize(toldBefore + 1);
        assertThat(cluster.backends()).isEqualTo(before);
    }

    private Backend backend(String name) {
        return cluster.backend(new BackendId(name)).orElseThrow();
    }

    private static byte[] replaced(byte[] datagram, String what, String by) {
        return new String(datagram, StandardCharsets.US_ASCII).replace(what, by).getBytes(StandardCharsets.US_ASCII);
    }
}
