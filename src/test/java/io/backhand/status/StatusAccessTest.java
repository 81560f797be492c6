package io.backhand.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusAccessTest {
    private static final StatusAccess LOCAL_ONLY = new StatusAccess(List.of(), List.of());
    private static final StatusAccess OPENED =
            new StatusAccess(List.of(Network.parse("192.168.0.0/24")), List.of("Balancer.example", "[fd00::1]"));

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.8.9.10", "::1"})
    void showsItToThisMachine(String peer) {
        assertThat(LOCAL_ONLY.permits(direct(peer, "localhost:8080"))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.168.0.1", "8.8.8.8", "fd00::1", "0.0.0.0"})
    void hidesItFromOtherMachines(String peer) {
        assertThat(LOCAL_ONLY.permits(direct(peer, "localhost:8080"))).isFalse();
    }

    @Test
    void showsItToAnAllowedNetworkUpToItsEdge() {
        assertThat(OPENED.permits(direct("192.168.0.255", "balancer.example"))).isTrue();
        assertThat(OPENED.permits(direct("192.168.1.0", "balancer.example"))).isFalse();
    }

    @Test
    void takesAnAddressAmongTheNames() {
        StatusAccess access = new StatusAccess(List.of(Network.parse("fd00::/64")), List.of("[FD00::5]"));

        assertThat(access.permits(direct("fd00::9", "[fd00::5]:8080"))).isTrue();
        assertThat(access.permits(direct("fd00::9", "[fd00::6]:8080"))).isFalse();
    }

    @Test
    void hidesItFromAPeerThatIsNoAddress() {
        assertThat(LOCAL_ONLY.permits(new Viewer(Optional.empty(), false, Optional.empty(), List.of("localhost"))))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "LOCALHOST",
                "localhost:8080",
                "localhost:",
                "127.0.0.1",
                "127.255.255.255:1",
                "[::1]",
                "[::1]:8080"
            })
    void takesThisMachinesOwnNames(String host) {
        assertThat(LOCAL_ONLY.permits(direct("127.0.0.1", host))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "localhost.evil.example",
                "evil.example:8080",
                "localhost.",
                "localhost@evil.example",
                "localhost:80:80",
                "localhost:123456",
                "127.0.0.1.evil.example",
                "127.0.0.256",
                "127.1",
                "128.0.0.1",
                "0.0.0.0",
                "::1",
                "[::1",
                "[::2]",
                "[::1]evil",
                "",
                " ",
                "balancer.example"
            })
    void refusesANameThatIsNotOurs(String host) {
        assertThat(LOCAL_ONLY.permits(direct("127.0.0.1", host))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"balancer.example", "BALANCER.EXAMPLE:443", "[FD00::1]:8080", "localhost"})
    void takesConfiguredNamesInAnyCaseAndWithAnyPort(String host) {
        assertThat(OPENED.permits(direct("127.0.0.1", host))).isTrue();
    }

    @Test
    void needsAHost() {
        assertThat(LOCAL_ONLY.permits(viewer("127.0.0.1", List.of()))).isFalse();
    }

    @Test
    void refusesTwoHostsOfWhichOneIsNotOurs() {
        assertThat(LOCAL_ONLY.permits(viewer("127.0.0.1", List.of("localhost", "127.0.0.1:8080"))))
                .isTrue();
        assertThat(LOCAL_ONLY.permits(viewer("127.0.0.1", List.of("localhost", "evil.example"))))
                .isFalse();
    }

    @Test
    void hidesItFromWhoeverComesThroughAProxy() {
        assertThat(OPENED.permits(through("127.0.0.1", Optional.empty()))).isFalse();
        assertThat(OPENED.permits(through("192.168.0.1", Optional.empty()))).isFalse();
    }

    @Test
    void showsItThroughATrustedProxyToAnAllowedClient() {
        assertThat(OPENED.permits(through("10.0.0.1", Optional.of("192.168.0.7"))))
                .isTrue();
        assertThat(OPENED.permits(through("10.0.0.1", Optional.of("192.168.1.7"))))
                .isFalse();
    }

    @Test
    void takesNoForwardedClientForThisMachine() {
        assertThat(OPENED.permits(through("127.0.0.1", Optional.of("127.0.0.1"))))
                .isFalse();
    }

    private static Viewer direct(String peer, String host) {
        return viewer(peer, List.of(host));
    }

    private static Viewer viewer(String peer, List<String> hosts) {
        return new Viewer(Optional.of(address(peer)), false, Optional.empty(), hosts);
    }

    private static Viewer through(String proxy, Optional<String> client) {
        return new Viewer(
                Optional.of(address(proxy)), true, client.map(StatusAccessTest::address), List.of("localhost"));
    }

    private static InetAddress address(String text) {
        return Network.address(text);
    }
}
