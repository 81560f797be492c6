package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.cluster.Network;
import io.backhand.tls.ClientCertificateField;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpGenerator;
import org.eclipse.jetty.http.HttpVersion;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
    private final Via via = Via.random(new Random(1));

    @Test
    void keepsOrderAndCaseOfWhatGoesOn() {
        HttpFields sent = forBackend(HttpFields.build()
                .add("hOsT", "example")
                .add("x-b", "1")
                .add("X-A", "2")
                .add("x-b", "3"));

        assertThat(sent.stream().limit(4).map(HttpField::toString))
                .containsExactly("hOsT: example", "x-b: 1", "X-A: 2", "x-b: 3");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Connection",
                "Keep-Alive",
                "Proxy-Authorization",
                "Proxy-Connection",
                "TE",
                "Trailer",
                "Transfer-Encoding",
                "Upgrade",
                "HTTP2-Settings",
                "Content-Length",
                "Expect"
            })
    void dropsWhatIsForThisHopAlone(String name) {
        assertThat(forBackend(HttpFields.build().add(name, "x")).contains(name)).isFalse();
    }

    @Test
    void dropsWhatConnectionNominates() {
        HttpFields sent = forBackend(HttpFields.build()
                .add("Connection", "close, X-Secret")
                .add("connection", "x-other")
                .add("X-Secret", "1")
                .add("X-Other", "2")
                .add("X-Kept", "3"));

        assertThat(sent.contains("X-Secret")).isFalse();
        assertThat(sent.contains("X-Other")).isFalse();
        assertThat(sent.get("X-Kept")).isEqualTo("3");
    }

    @Test
    void keepsTheHostEvenIfConnectionNominatesIt() {
        HttpFields sent = forBackend(HttpFields.build().add("Host", "example").add("Connection", "Host"));

        assertThat(sent.get("Host")).isEqualTo("example");
    }

    @Test
    void writesAnewWhatAStrangerForwards() {
        HttpFields sent = forBackend(HttpFields.build()
                .add("X-Forwarded-For", "10.9.9.9")
                .add("x-forwarded-host", "evil")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Port", "1")
                .add("X-Forwarded-Prefix", "/evil")
                .add("X-Real-IP", "10.9.9.9")
                .add("Forwarded", "for=10.9.9.9"));

        assertThat(sent.getValuesList("X-Forwarded-For")).containsExactly("192.0.2.1");
        assertThat(sent.getValuesList("X-Forwarded-Host")).containsExactly("example");
        assertThat(sent.getValuesList("X-Forwarded-Proto")).containsExactly("http");
        assertThat(sent.getValuesList("X-Forwarded-Port")).containsExactly("80");
        assertThat(sent.contains("X-Forwarded-Prefix")).isFalse();
        assertThat(sent.getValuesList("X-Real-IP")).containsExactly("192.0.2.1");
        assertThat(sent.getValuesList("Forwarded")).containsExactly("for=192.0.2.1;host=\"example\";proto=http");
    }

    @Test
    void addsToWhatATrustedPeerForwards() {
        HttpFields headers = HttpFields.build()
                .add("X-Forwarded-For", "198.51.100.7")
                .add("X-Forwarded-Host", "shop.example")
                .add("X-Forwarded-Proto", "https")
                .add("X-Forwarded-Port", "443")
                .add("X-Forwarded-Prefix", "/shop")
                .add("Forwarded", "for=198.51.100.7;proto=https");
        Arrival arrival = new Arrival(
                HttpVersion.HTTP_1_1,
                false,
                "inner:8080",
                Network.address("10.0.0.1"),
                new TrustedPeers(List.of(Network.parse("10.0.0.0/8"))),
                CertificateHeaders.NONE,
                via);

        HttpFields sent = RequestHeaders.forBackend(headers, arrival, via);

        assertThat(sent.get("X-Forwarded-For")).isEqualTo("198.51.100.7, 10.0.0.1");
        assertThat(sent.get("X-Forwarded-Host")).isEqualTo("shop.example");
        assertThat(sent.get("X-Forwarded-Proto")).isEqualTo("https");
        assertThat(sent.get("X-Forwarded-Port")).isEqualTo("443");
        assertThat(sent.get("X-Forwarded-Prefix")).isEqualTo("/shop");
        assertThat(sent.get("X-Real-IP")).isEqualTo("198.51.100.7");
        assertThat(sent.get("Forwarded"))
                .isEqualTo("for=198.51.100.7;proto=https, for=10.0.0.1;host=\"inner:8080\";proto=http");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            https       |                     | 8080
            https       | shop.example        | 443
            wss         | shop.example        | 443
            http        | shop.example        | 80
                        | shop.example        | 80
            https       | shop.example:8443   | 8443
            https, http | a.example, b:8080   | 443
            https       | [2001:db8::1]       | 443
            """)
    void thePortThatATrustedPeerDoesNotTellIsThatOfWhatItTells(
            @Nullable String proto, @Nullable String host, String port) {
        HttpFields.Mutable headers = HttpFields.build();
        if (proto != null) {
            headers.add("X-Forwarded-Proto", proto);
        }
        if (host != null) {
            headers.add("X-Forwarded-Host", host);
        }
        Arrival arrival = new Arrival(
                HttpVersion.HTTP_1_1,
                false,
                "inner:8080",
                Network.address("10.0.0.1"),
                new TrustedPeers(List.of(Network.parse("10.0.0.0/8"))),
                CertificateHeaders.NONE,
                via);

        HttpFields sent = RequestHeaders.forBackend(headers, arrival, via);

        assertThat(sent.getValuesList("X-Forwarded-Port")).containsExactly(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X_Forwarded_For", "x-forwarded_proto", "X_Forwarded-Prefix", "X_Real_IP", "x-real_ip"})
    void dropsWhatABackendMayTakeForOurs(String name) {
        HttpFields headers = HttpFields.build().add(name, "10.9.9.9").add("X_Kept", "1");
        Arrival fromTrusted = new Arrival(
                HttpVersion.HTTP_1_1,
                false,
                "example",
                Network.address("10.0.0.1"),
                new TrustedPeers(List.of(Network.parse("10.0.0.0/8"))),
                CertificateHeaders.NONE,
                via);

        for (HttpFields sent : List.of(forBackend(headers), RequestHeaders.forBackend(headers, fromTrusted, via))) {
            assertThat(sent.contains(name)).isFalse();
            assertThat(sent.contains("X_Kept")).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Client-Cert",
                "client-cert-chain",
                "X-SSL-Client-Verify",
                "X-Ssl-Client-S-Dn",
                "X-SSL-Client-Cert",
                "Client_Cert",
                "X_SSL_Client_Verify",
                "x-ssl_client-dn"
            })
    void whatAStrangerSaysOfACertificateIsDropped(String name) {
        HttpFields headers =
                HttpFields.build().add(name, "SUCCESS").add("Client-Hint", "1").add("CLIENT", "2");

        HttpFields sent = forBackend(headers);

        assertThat(sent.contains(name)).isFalse();
        assertThat(sent.get("Client-Hint")).isEqualTo("1");
        assertThat(sent.get("CLIENT")).isEqualTo("2");
    }

    @Test
    void whatATrustedProxySaysOfACertificateGoesOnButForWhatWeSayOurselves() {
        HttpFields headers = HttpFields.build()
                .add("Client-Cert", ":MA==:")
                .add("X-SSL-Client-Verify", "SUCCESS")
                .add("X_SSL_Client_Verify", "SUCCESS");
        CertificateHeaders ours = new CertificateHeaders(List.of(ClientCertificateField.VERIFY));

        HttpFields sent = RequestHeaders.forBackend(headers, fromTrusted(CertificateHeaders.NONE), via);
        HttpFields sentByUs = RequestHeaders.forBackend(headers, fromTrusted(ours), via);

        assertThat(sent.get("Client-Cert")).isEqualTo(":MA==:");
        assertThat(sent.get("X-SSL-Client-Verify")).isEqualTo("SUCCESS");
        assertThat(sent.contains("X_SSL_Client_Verify")).isFalse();
        assertThat(sentByUs.get("Client-Cert")).isEqualTo(":MA==:");
        assertThat(sentByUs.contains("X-SSL-Client-Verify")).isFalse();
    }

    private Arrival fromTrusted(CertificateHeaders certificates) {
        return new Arrival(
                HttpVersion.HTTP_1_1,
                true,
                "example",
                Network.address("10.0.0.1"),
                new TrustedPeers(List.of(Network.parse("10.0.0.0/8"))),
                certificates,
                via);
    }

    @Test
    void quotesAnIpv6PeerAsForwardedWantsIt() {
        Arrival arrival = new Arrival(
                HttpVersion.HTTP_2,
                true,
                "[2001:db8::2]:8443",
                Network.address("2001:db8::1"),
                TrustedPeers.NOBODY,
                CertificateHeaders.NONE,
                via);

        HttpFields sent = RequestHeaders.forBackend(HttpFields.EMPTY, arrival, via);

        assertThat(sent.get("Forwarded"))
                .isEqualTo("for=\"[2001:db8:0:0:0:0:0:1]\";host=\"[2001:db8::2]:8443\";proto=https");
        assertThat(sent.get("X-Forwarded-Port")).isEqualTo("8443");
        assertThat(sent.get("Via")).startsWith("2.0 backhand-");
    }

    @Test
    void joinsTheCrumbsOfACookie() {
        HttpFields sent = forBackend(HttpFields.build().add("cookie", "a=1").add("cookie", "b=2"));

        assertThat(sent.getValuesList("Cookie")).containsExactly("a=1; b=2");
    }

    @Test
    void leavesCookiesWhereTheyWere() {
        HttpFields sent = forBackend(HttpFields.build()
                .add("Host", "example")
                .add("Cookie", "a=1")
                .add("X-A", "1")
                .add("Cookie", "b=2"));

        assertThat(sent.stream().limit(3).map(HttpField::toString))
                .containsExactly("Host: example", "Cookie: a=1; b=2", "X-A: 1");
    }

    @Test
    void passesOnTheSameFieldWhereNothingChanges() {
        HttpFields clientHeaders =
                HttpFields.build().add("Host", "example").add("Accept", "*/*").add("Cookie", "a=1");

        HttpFields sent = forBackend(clientHeaders);

        for (int i = 0; i < clientHeaders.size(); i++) {
            assertThat(sent.getField(i)).isSameAs(clientHeaders.getField(i));
        }
    }

    @Test
    void makesOneHostOfTwo() {
        HttpFields sent = forBackend(HttpFields.build().add("Host", "other").add("host", "third"));

        assertThat(sent.getValuesList("Host")).containsExactly("example");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\r\nX-Evil: 1", "a\u010d\u010aX-Evil: 1"})
    void writesNoAuthorityThatIsNotPlain(String authority) {
        HttpFields sent = RequestHeaders.forBackend(HttpFields.EMPTY, fromStranger(authority), via);
        ByteBuffer written = ByteBuffer.allocate(1024);
        sent.forEach(field -> HttpGenerator.putTo(field, written));

        assertThat(new String(written.array(), 0, written.position(), StandardCharsets.ISO_8859_1))
                .doesNotContain("\nX-Evil");
    }

    @Test
    void entersItselfAfterThoseBefore() {
        HttpFields sent = forBackend(HttpFields.build().add("Via", "1.0 a").add("Via", "1.1 b (c)"));

        assertThat(sent.getValuesList("Via")).singleElement().asString().startsWith("1.0 a, 1.1 b (c), 1.1 backhand-");
    }

    private HttpFields forBackend(HttpFields clientHeaders) {
        return RequestHeaders.forBackend(clientHeaders, fromStranger("example"), via);
    }

    private Arrival fromStranger(String authority) {
        return new Arrival(
                HttpVersion.HTTP_1_1,
                false,
                authority,
                Network.address("192.0.2.1"),
                TrustedPeers.NOBODY,
                CertificateHeaders.NONE,
                via);
    }
}
