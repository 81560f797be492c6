package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.Contact;
import io.backhand.cluster.HeartbeatTable;
import io.backhand.config.StaticBackend;
import io.backhand.config.StaticBackend.Check;
import io.backhand.config.StaticBackend.Standing;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StaticBackendsTest {
    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(new HeartbeatTable(8), List.of(), Optional.empty(), clock);
    private final List<String> asked = new ArrayList<>();
    private List<String> addresses = List.of("10.0.0.1", "10.0.0.2");
    private Map<BackendId, io.backhand.health.Check> checked = Map.of();

    @Test
    void oneWithoutResolveIsThereAtOnceAndNeverLookedUp() {
        StaticBackends backends = of(new StaticBackend(new BackendId("legacy"), Contact.parse("http://app.example")));
        backends.lookUp();

        assertThat(seen()).containsExactly("legacy at http://app.example");
        assertThat(asked).isEmpty();
    }

    @Test
    void eachAddressOfANameIsABackend() {
        addresses = List.of("10.0.0.2", "10.0.0.1", "10.0.0.2", "2001:db8::1");
        of(resolved(Standing.USUAL)).lookUp();

        assertThat(seen())
                .containsExactlyInAnyOrder(
                        "app-10.0.0.1 at http://10.0.0.1:8080",
                        "app-10.0.0.2 at http://10.0.0.2:8080",
                        "app-2001-db8-0-0-0-0-0-1 at http://[2001:db8:0:0:0:0:0:1]:8080");
        assertThat(asked).containsExactly("app.example");
    }

    @Test
    void isLookedUpAnewInItsTimeAndNotBefore() {
        StaticBackends backends = of(resolved(Standing.USUAL));
        backends.lookUp();
        addresses = List.of("10.0.0.2", "10.0.0.3");
        clock.advance(Duration.ofSeconds(30).minusNanos(1));
        backends.lookUp();
        assertThat(asked).hasSize(1);

        clock.advance(Duration.ofNanos(1));
        var stays = account("app-10.0.0.2");
        backends.lookUp();
        assertThat(seen())
                .containsExactlyInAnyOrder(
                        "app-10.0.0.2 at http://10.0.0.2:8080", "app-10.0.0.3 at http://10.0.0.3:8080");
        assertThat(account("app-10.0.0.2")).isSameAs(stays);
    }

    @Test
    void aLookUpThatFailsChangesNothing() {
        StaticBackends backends = of(resolved(Standing.USUAL));
        backends.lookUp();
        addresses = List.of();
        clock.advance(Duration.ofSeconds(30));
        backends.lookUp();

        assertThat(asked).hasSize(2);
        assertThat(cluster.backends()).hasSize(2);
    }

    @Test
    void aNameThatWasNeverFoundIsNobodyUntilItIs() {
        addresses = List.of();
        StaticBackends backends = of(resolved(Standing.USUAL));
        backends.lookUp();
        assertThat(cluster.backends()).isEmpty();

        addresses = List.of("10.0.0.1");
        clock.advance(Duration.ofSeconds(30));
        backends.lookUp();
        assertThat(cluster.backends()).hasSize(1);
    }

    @Test
    void ofMoreAddressesThanAnyNameShouldHaveTheFirstAreTaken() {
        addresses = IntStream.range(0, 100).mapToObj(i -> "10.0.1." + i).toList();
        of(resolved(Standing.USUAL)).lookUp();

        assertThat(cluster.backends()).hasSize(64);
    }

    @Test
    void eachIsCheckedAndStandsAsTheNameDoes() {
        of(resolved(new Standing(2, 1))).lookUp();

        assertThat(cluster.backends()).allSatisfy(backend -> {
            assertThat(backend.weight()).isEqualTo(2);
            assertThat(backend.tier()).isEqualTo(1);
        });
        assertThat(checked)
                .containsOnlyKeys(new BackendId("app-10.0.0.1"), new BackendId("app-10.0.0.2"))
                .containsValue(new io.backhand.health.Check("/health", Duration.ofSeconds(2), Set.of(200)));
    }

    private static StaticBackend resolved(Standing standing) {
        return new StaticBackend(
                new BackendId("app"),
                Contact.parse("http://app.example:8080"),
                Optional.of(new Check("/health", Duration.ofSeconds(2), Set.of(200))),
                standing,
                Optional.of(Duration.ofSeconds(30)),
                Optional.empty());
    }

    private StaticBackends of(StaticBackend backend) {
        return new StaticBackends(List.of(backend), cluster, this::lookUp, checks -> checked = checks, unused -> {});
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        asked.add(host);
        if (addresses.isEmpty()) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> found = new ArrayList<>();
        for (String address : addresses) {
            found.add(InetAddress.getByName(address));
        }
        return found.toArray(InetAddress[]::new);
    }

    private List<String> seen() {
        return cluster.backends().stream().map(Backend::toString).toList();
    }

    private Object account(String name) {
        return cluster.backend(new BackendId(name)).orElseThrow().account();
    }
}
