package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.backhand.cluster.Network;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.Request;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final String PEER = "192.0.2.1";

    private final Connector connector = mock(Connector.class);
    private final Via via = Via.random(new Random(1));
    private final Arrivals arrivals = new Arrivals(via);

    @Test
    void findsTheArrivalOfTheRequestBefore() {
        assertThat(arrivals.of(from(PEER, "example"))).isSameAs(arrivals.of(from(PEER, "example")));
    }

    @Test
    void tellsTwoAuthoritiesOfOneConnectionApart() {
        Arrival first = arrivals.of(from(PEER, "one.example"));
        Arrival second = arrivals.of(from(PEER, "two.example"));

        assertThat(first.authority()).isEqualTo("one.example");
        assertThat(second.authority()).isEqualTo("two.example");
        assertThat(arrivals.of(from(PEER, "one.example"))).isSameAs(first);
    }

    @Test
    void tellsPeersVersionsAndTlsApart() {
        Arrival plain = arrivals.of(from(PEER, "example"));

        assertThat(sentBy(arrivals.of(from("192.0.2.2", "example")))).contains("X-Forwarded-For: 192.0.2.2");
        assertThat(sentBy(arrivals.of(overTls(from(PEER, "example"))))).contains("X-Forwarded-Proto: https");
        assertThat(arrivals.of(from(connector, PEER, "example", HttpVersion.HTTP_1_0)))
                .isNotSameAs(plain);
    }

    @Test
    void goesByTheTrustOfEachListener() {
        Connector trusting = mock(Connector.class);
        when(trusting.getBean(TrustedPeers.class)).thenReturn(new TrustedPeers(List.of(Network.parse(PEER))));

        assertThat(arrivals.of(from(PEER, "example")).peerTrusted()).isFalse();
        assertThat(arrivals.of(from(trusting, PEER, "example", HttpVersion.HTTP_1_1))
                        .peerTrusted())
                .isTrue();
        assertThat(arrivals.of(from(PEER, "example")).peerTrusted()).isFalse();
    }

    @Test
    void isRightForMoreThanItKeeps() {
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 5000; i++) {
                assertThat(arrivals.of(from(PEER, i + ".example")).authority()).isEqualTo(i + ".example");
            }
        }
    }

    @Test
    void keepsNoAuthorityLongerThanAName() {
        String longest = "a".repeat(255);
        String tooLong = "a".repeat(256);

        assertThat(arrivals.of(from(PEER, longest))).isSameAs(arrivals.of(from(PEER, longest)));
        assertThat(arrivals.of(from(PEER, tooLong)))
                .isNotSameAs(arrivals.of(from(PEER, tooLong)))
                .extracting(Arrival::authority)
                .isEqualTo(tooLong);
    }

    @Test
    void takesTheAuthorityOfHttp2BeforeTheHost() {
        Request request = from(connector, PEER, "host.example", HttpVersion.HTTP_2);
        when(request.getHttpURI()).thenReturn(HttpURI.from("https://authority.example:8443/"));

        assertThat(arrivals.of(request).authority()).isEqualTo("authority.example:8443");
    }

    private List<String> sentBy(Arrival arrival) {
        return RequestHeaders.forBackend(HttpFields.EMPTY, arrival, via).stream()
                .map(Object::toString)
                .toList();
    }

    private Request from(String peer, String host) {
        return from(connector, peer, host, HttpVersion.HTTP_1_1);
    }

    private static Request from(Connector connector, String peer, String host, HttpVersion version) {
        ConnectionMetaData connection = mock(ConnectionMetaData.class);
        when(connection.getConnector()).thenReturn(connector);
        when(connection.getHttpVersion()).thenReturn(version);
        when(connection.getRemoteSocketAddress()).thenReturn(new InetSocketAddress(Network.address(peer), 4711));
        Request request = mock(Request.class);
        when(request.getConnectionMetaData()).thenReturn(connection);
        when(request.getHeaders()).thenReturn(HttpFields.build().add("Host", host));
        when(request.getHttpURI()).thenReturn(HttpURI.from("/"));
        return request;
    }

    private static Request overTls(Request request) {
        when(request.getConnectionMetaData().isSecure()).thenReturn(true);
        return request;
    }
}
