package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
    private static final TrustedPeers TRUSTED = new TrustedPeers(
            List.of(Network.parse("127.0.0.1"), Network.parse("10.0.0.0/8"), Network.parse("fd00::/8")));

    @Test
    void believesNobodyUnlessTold() {
        ClientAddress client = ClientAddress.of(
                Optional.of(Network.address("127.0.0.1")),
                HttpFields.build().add("X-Forwarded-For", "192.0.2.1"),
                TrustedPeers.NOBODY);

        assertThat(client.text()).isEqualTo("127.0.0.1");
        assertThat(client.peerTrusted()).isFalse();
    }

    @Test
    void isThePeerWhereATrustedOneNamesNobody() {
        assertThat(behind("10.0.0.1", HttpFields.EMPTY)).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.1                       | 192.0.2.1",
                "198.51.100.7, 192.0.2.1         | 192.0.2.1",
                "192.0.2.1, 10.0.0.2, 10.0.0.3   | 192.0.2.1",
                "10.0.0.9, 10.0.0.2              | 10.0.0.9",
                "192.0.2.1:4711                  | 192.0.2.1",
                "2001:db8::1                     | 2001:db8:0:0:0:0:0:1",
                "[2001:db8::1]:80                | 2001:db8:0:0:0:0:0:1",
                "192.0.2.1, fd00::1              | 192.0.2.1",
                "localhost                       | unknown",
                "192.0.2.1, unknown              | unknown",
                "192.0.2.1,                      | unknown",
            })
    void isTheLastHopThatIsNotTrusted(String forwardedFor, String client) {
        assertThat(behind("10.0.0.1", HttpFields.build().add("X-Forwarded-For", forwardedFor)))
                .isEqualTo(client);
    }

    @Test
    void readsSeveralFieldsAsOneList() {
        HttpFields headers =
                HttpFields.build().add("X-Forwarded-For", "198.51.100.7").add("X-Forwarded-For", "192.0.2.1, 10.0.0.2");

        assertThat(behind("127.0.0.1", headers)).isEqualTo("192.0.2.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "for=192.0.2.1                                  | 192.0.2.1",
                "For=\"[2001:db8::1]:4711\";proto=https         | 2001:db8:0:0:0:0:0:1",
                "for=192.0.2.1;host=a, proto=http;for=10.0.0.2  | 192.0.2.1",
                "for=_hidden                                    | unknown",
                "proto=http                                     | unknown",
            })
    void readsForwardedWhereThereIsNoXForwardedFor(String forwarded, String client) {
        assertThat(behind("10.0.0.1", HttpFields.build().add("Forwarded", forwarded)))
                .isEqualTo(client);
    }

    @Test
    void prefersWhatCommonProxiesWriteOverWhatTheyPassThrough() {
        HttpFields headers =
                HttpFields.build().add("Forwarded", "for=127.0.0.1").add("X-Forwarded-For", "192.0.2.1");

        assertThat(behind("10.0.0.1", headers)).isEqualTo("192.0.2.1");
    }

    private static String behind(String peer, HttpFields headers) {
        return ClientAddress.of(Optional.of(Network.address(peer)), headers, TRUSTED)
                .text();
    }
}
