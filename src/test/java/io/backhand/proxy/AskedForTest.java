package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpVersion;
import org.junit.jupiter.api.Test;

class AskedForTest {
    private static final HttpFields TOLD = HttpFields.build()
            .add("X-Forwarded-Proto", "HTTPS, http")
            .add("X-Forwarded-Host", "shop.example:8443 , front");

    @Test
    void isWhatCameHere() {
        assertThat(of(false, HttpFields.EMPTY)).isEqualTo(new AskedFor(false, "a:80"));
        assertThat(of(true, HttpFields.EMPTY)).isEqualTo(new AskedFor(false, "a:80"));
        assertThat(of(false, HttpFields.EMPTY).scheme()).isEqualTo("http");
    }

    @Test
    void isWhatATrustedProxyTells() {
        assertThat(of(true, TOLD)).isEqualTo(new AskedFor(true, "shop.example:8443"));
        assertThat(of(true, TOLD).scheme()).isEqualTo("https");
    }

    @Test
    void isNotWhatAStrangerTells() {
        assertThat(of(false, TOLD)).isEqualTo(new AskedFor(false, "a:80"));
    }

    private static AskedFor of(boolean trusted, HttpFields headers) {
        List<Network> networks = trusted ? List.of(Network.parse("127.0.0.1")) : List.of();
        Arrival arrival = new Arrival(
                HttpVersion.HTTP_1_1,
                false,
                "a:80",
                InetAddress.getLoopbackAddress(),
                new TrustedPeers(networks),
                CertificateHeaders.NONE,
                Via.random(new Random(1)));
        return AskedFor.of(arrival, headers);
    }
}
