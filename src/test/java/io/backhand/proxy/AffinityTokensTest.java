package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Sender;
import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AffinityTokensTest {
    private static final byte[] OLD = "old".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NEW = "new".getBytes(StandardCharsets.US_ASCII);

    private final Cluster cluster =
            new Cluster(new HeartbeatTable(100), List.of(), Optional.empty(), new ManualClock());

    @Test
    void balancersThatShareAKeyKnowEachOthersTokens() {
        hear("alpha", Intent.UP);
        String token = new AffinityTokens(cluster, List.of(OLD)).of(new BackendId("alpha"));

        assertThat(new AffinityTokens(cluster, List.of(OLD)).owner(token)).contains(new BackendId("alpha"));
        assertThat(new AffinityTokens(cluster, List.of(NEW)).owner(token)).isEmpty();
    }

    @Test
    void afterAChangeOfKeysTheOldTokensCountAndTheNewAreGiven() {
        hear("alpha", Intent.UP);
        AffinityTokens before = new AffinityTokens(cluster, List.of(OLD));
        AffinityTokens after = new AffinityTokens(cluster, List.of(NEW, OLD));
        BackendId alpha = new BackendId("alpha");

        assertThat(after.owner(before.of(alpha))).contains(alpha);
        assertThat(after.of(alpha)).isNotEqualTo(before.of(alpha));
        assertThat(after.owner(after.of(alpha))).contains(alpha);
    }

    @Test
    void aBackendThatComesLaterIsKnownThen() {
        AffinityTokens tokens = new AffinityTokens(cluster, List.of(OLD));
        String token = new AffinityTokens(cluster, List.of(OLD)).of(new BackendId("alpha"));
        assertThat(tokens.owner(token)).isEmpty();

        hear("beta", Intent.UP);
        assertThat(tokens.owner(token)).isEmpty();
        hear("alpha", Intent.DRAINING);
        assertThat(tokens.owner(token)).contains(new BackendId("alpha"));
    }

    @Test
    void eachBackendHasItsOwnOfOneLength() {
        AffinityTokens tokens = new AffinityTokens(cluster, List.of(OLD));
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            all.add(tokens.of(new BackendId("b" + i)));
        }

        assertThat(all).hasSize(100).allSatisfy(token -> assertThat(token)
                .hasSize(AffinityTokens.LENGTH)
                .matches("[A-Za-z0-9_-]+"));
    }

    @Test
    void namesThatComeAndGoForEverTakeNoMoreRoom() {
        AffinityTokens tokens = new AffinityTokens(cluster, List.of(OLD));
        hear("alpha", Intent.UP);
        String token = tokens.of(new BackendId("alpha"));

        for (int i = 0; i < 10_000; i++) {
            tokens.of(new BackendId("b" + i));
        }

        assertThat(tokens.remembered()).isLessThan(10_000);
        assertThat(tokens.owner(token)).contains(new BackendId("alpha"));
    }

    private void hear(String name, Intent intent) {
        cluster.hear(
                Backends.heard(name).intent(intent).heartbeat(), new Sender(InetAddress.getLoopbackAddress(), true));
    }
}
