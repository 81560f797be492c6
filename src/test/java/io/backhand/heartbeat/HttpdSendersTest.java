package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.BackendState;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.HeartbeatTable.Verdict;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Network;
import io.backhand.cluster.Sender;
import io.backhand.cluster.Source;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class HttpdSendersTest {
    private static final InetAddress WEB = Network.address("10.0.0.7");

    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(
            new HeartbeatTable(10),
            List.of(
                    configured("shop", "https://10.0.0.7:8443"),
                    configured("one", "http://10.0.0.8:8001"),
                    configured("two", "http://10.0.0.8:8002"),
                    configured("six", "http://[fd00::7]:8080"),
                    configured("named", "http://10-0-0-9.example")),
            Optional.empty(),
            clock);
    private final HttpdSenders senders = new HttpdSenders(cluster);

    @Test
    void isTheOneThatTheConfigurationNamesAtItsAddress() throws Exception {
        Heartbeat heard = heard("10.0.0.7", OptionalInt.empty());

        assertThat(heard.id()).isEqualTo(new BackendId("shop"));
        assertThat(heard.contact()).isEqualTo(Contact.parse("https://10.0.0.7:8443"));
        assertThat(heard.source()).isEqualTo(Source.HTTPD);
        assertThat(heard("fd00:0:0::7", OptionalInt.empty()).id()).isEqualTo(new BackendId("six"));
    }

    @Test
    void isOneOfSeveralByItsPort() throws Exception {
        assertThat(heard("10.0.0.8", OptionalInt.of(8002)).id()).isEqualTo(new BackendId("two"));
    }

    @Test
    void isRefusedWhereItMayBeOneOfSeveral() {
        assertThatThrownBy(() -> heard("10.0.0.8", OptionalInt.empty()))
                .isInstanceOf(RefusedException.class)
                .hasMessageEndingWith("configured at its address: one, two")
                .extracting(refused -> ((RefusedException) refused).reason())
                .isEqualTo(Refusal.CONFLICT);
    }

    @Test
    void isOneOfItsOwnWhereTheConfigurationNamesNoneThere() throws Exception {
        assertThat(heard("10.0.0.9", OptionalInt.empty()).contact()).isEqualTo(Contact.parse("http://10.0.0.9"));
        assertThat(heard("10.0.0.7", OptionalInt.of(80)).contact()).isEqualTo(Contact.parse("http://10.0.0.7"));
    }

    @Test
    void aConfiguredOneStaysWithoutItsFiguresWhenItsHeartbeatsStop() throws Exception {
        assertThat(cluster.hear(heard("10.0.0.7", OptionalInt.empty()), new Sender(WEB, false)))
                .isEqualTo(Verdict.ACCEPTED);
        assertThat(shop().figures().busy()).hasValue(3);

        clock.advance(Duration.ofSeconds(6));
        cluster.sweep();

        assertThat(shop().figures().busy()).isEmpty();
        assertThat(shop().state(clock.nanoTime())).isEqualTo(BackendState.UP);
    }

    private Backend shop() {
        return cluster.backend(new BackendId("shop")).orElseThrow();
    }

    private Heartbeat heard(String sender, OptionalInt port) throws RefusedException {
        return senders.heartbeat(new Datagram.Httpd(16, 3, port), Network.address(sender));
    }

    private static Heartbeat configured(String name, String url) {
        return new Heartbeat(new BackendId(name), Contact.parse(url), Source.STATIC, Intent.UP, Figures.NONE);
    }
}
