package io.backhand.ajp.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestAttributesTest {
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    private final ForwardRequestReader reader =
            new ForwardRequestReader(100, Secret.NONE, Pattern.compile("x-.*|javax?\\..*|.* .*"));

    @Test
    void eachHasItsPlace() throws Exception {
        ForwardRequest request = read(RequestPacket.get()
                .secure()
                .attribute(AttributeCode.CONTEXT, "context")
                .attribute(AttributeCode.SERVLET_PATH, "servlet")
                .attribute(AttributeCode.REMOTE_USER, "ann")
                .attribute(AttributeCode.AUTH_TYPE, "Digest")
                .attribute(AttributeCode.JVM_ROUTE, "n1")
                .attribute(AttributeCode.SSL_CERT, CERTIFICATE)
                .attribute(AttributeCode.SSL_CIPHER, "TLS_AES_256_GCM_SHA384")
                .attribute(AttributeCode.SSL_SESSION, "a1b2")
                .keySize(0xFFFF)
                .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                .attribute("AJP_LOCAL_ADDR", "192.0.2.1")
                .attribute("AJP_REMOTE_PORT", "65535")
                .attribute("JK_LB_ACTIVATION", "DIS"));

        assertThat(request.remoteUser()).contains("ann");
        assertThat(request.authType()).contains("Digest");
        assertThat(request.jvmRoute()).contains("n1");
        assertThat(request.certificatePem()).contains(CERTIFICATE);
        assertThat(request.cipher()).contains("TLS_AES_256_GCM_SHA384");
        assertThat(request.sessionId()).contains("a1b2");
        assertThat(request.keySize()).hasValue(0xFFFF);
        assertThat(request.tlsProtocol()).contains("TLSv1.3");
        assertThat(request.localAddress()).contains("192.0.2.1");
        assertThat(request.remotePort()).isEqualTo(65535);
        assertThat(request.activation()).contains("DIS");
        assertThat(request.attributes()).isEmpty();
    }

    @Test
    void tlsFactsOfARequestWithoutTlsAreNone() throws Exception {
        ForwardRequest request = read(RequestPacket.get()
                .attribute(AttributeCode.SSL_CERT, CERTIFICATE)
                .attribute(AttributeCode.SSL_CIPHER, "cipher")
                .attribute(AttributeCode.SSL_SESSION, "a1b2")
                .keySize(256)
                .attribute("AJP_SSL_PROTOCOL", "TLSv1.3"));

        assertThat(request.certificatePem()).isEmpty();
        assertThat(request.cipher()).isEmpty();
        assertThat(request.sessionId()).isEmpty();
        assertThat(request.keySize()).isEmpty();
        assertThat(request.tlsProtocol()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0,0", "51000,51000", "65536,0", "-1,0", "999999,0", "x,0", "'',0"})
    void aPortThatIsNoneIsNotKnown(String value, int port) throws Exception {
        assertThat(read(RequestPacket.get().attribute("AJP_REMOTE_PORT", value)).remotePort())
                .isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a, b", "a b", "1.2.3.4\n"})
    void aLocalAddressThatIsNoneIsNotKnown(String value) throws Exception {
        assertThat(read(RequestPacket.get().attribute("AJP_LOCAL_ADDR", value)).localAddress())
                .isEmpty();
    }

    @Test
    void theModulesOwnComeBeforeTheAdministrators() throws Exception {
        ForwardRequest request = read(RequestPacket.get()
                .secure()
                .attribute("AJP_REMOTE_PORT", "1")
                .attribute("AJP_LOCAL_ADDR", "192.0.2.1")
                .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                .attribute("JK_LB_ACTIVATION", "ACT")
                .attribute("AJP_REMOTE_PORT", "2")
                .attribute("AJP_LOCAL_ADDR", "192.0.2.2")
                .attribute("AJP_SSL_PROTOCOL", "SSLv3")
                .attribute("JK_LB_ACTIVATION", "STP"));

        assertThat(request.remotePort()).isEqualTo(1);
        assertThat(request.localAddress()).contains("192.0.2.1");
        assertThat(request.tlsProtocol()).contains("TLSv1.3");
        assertThat(request.activation()).contains("ACT");
    }

    @Test
    void whatThePatternAllowsIsThereInItsOrder() throws Exception {
        ForwardRequest request = read(RequestPacket.get()
                .attribute("x-b", "1")
                .attribute("x-null", null)
                .attribute("x-a", "é")
                .attribute("x-b", ""));

        assertThat(request.attributes())
                .containsExactly(
                        new RequestAttribute("x-b", "1"),
                        new RequestAttribute("x-a", "é"),
                        new RequestAttribute("x-b", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "javax.servlet.include.request_uri",
                "jakarta.servlet.include.request_uri",
                "javax.anything",
                "java.anything",
                "org.eclipse.jetty.server.Request",
                "other",
                "ax-b",
                "",
                "x- b",
                "x-\u00E9",
                "x-\n"
            })
    void othersAreForbidden(String name) {
        RefusedRequestException refusal =
                Refusals.of(reader, RequestPacket.get().attribute(name, "v").buffer());

        assertThat(refusal.status()).isEqualTo(403);
        assertThat(refusal.isFromStranger()).isFalse();
        assertThat(refusal.getMessage()).matches("[ -~…]+");
    }

    @Test
    void aNameIsOfBoundedLength() throws Exception {
        assertThat(read(RequestPacket.get().attribute("x-" + "a".repeat(254), "v"))
                        .attributes())
                .hasSize(1);
        assertThat(Refusals.of(
                                reader,
                                RequestPacket.get()
                                        .attribute("x-" + "a".repeat(255), "v")
                                        .buffer())
                        .getMessage())
                .hasSizeLessThan(250);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CERT_ISSUER",
                "CERT_SUBJECT",
                "CERT_COOKIE",
                "CERT_FLAGS",
                "CERT_SERIALNUMBER",
                "HTTPS_SERVER_SUBJECT",
                "HTTPS_SERVER_ISSUER",
                "HTTPS_KEYSIZE",
                "HTTPS_SECRETKEYSIZE",
                "javax.servlet.request.cipher_suite",
                "javax.servlet.request.X509Certificate",
                "jakarta.servlet.request.key_size",
                "jakarta.servlet.request.ssl_session_id"
            })
    void tlsFactsByOtherNamesArePassedOver(String name) throws Exception {
        assertThat(read(RequestPacket.get().secure().attribute(name, "v")).attributes())
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 14, 0x20, 0xFE})
    void aCodeThatIsNoneIsRefused(int code) {
        assertBad(RequestPacket.get().attribute(code, "v"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 12})
    void noneButNamedOnesComesTwice(int code) {
        assertBad(RequestPacket.get().secure().attribute(code, "v").attribute(code, "v"));
    }

    @Test
    void alsoNoKeySizeAndNoMethodAndNoNull() {
        assertBad(RequestPacket.get().keySize(1).keySize(1));
        assertBad(RequestPacket.get()
                .method(Methods.BY_NAME)
                .attribute(AttributeCode.STORED_METHOD, "A")
                .attribute(AttributeCode.STORED_METHOD, "A"));
        assertBad(RequestPacket.get()
                .attribute(AttributeCode.QUERY_STRING, null)
                .attribute(AttributeCode.QUERY_STRING, "q"));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 8, 9})
    void controlCharactersAreRefused(int code) {
        assertBad(RequestPacket.get().secure().attribute(code, "a\u0001b"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"x-a", "AJP_SSL_PROTOCOL", "JK_LB_ACTIVATION"})
    void controlCharactersAreRefusedInNamedOnes(String name) {
        assertBad(RequestPacket.get().secure().attribute(name, "a\r\nb"));
    }

    @Test
    void aNameMustNotBeNull() {
        assertBad(RequestPacket.get().attribute((String) null, "v"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a#b", "a\u007F"})
    void aQueryIsOfOneWord(String query) {
        assertBad(RequestPacket.get().attribute(AttributeCode.QUERY_STRING, query));
    }

    private ForwardRequest read(RequestPacket packet) throws RefusedRequestException {
        return reader.read(packet.buffer());
    }

    private void assertBad(RequestPacket packet) {
        assertThat(Refusals.of(reader, packet.buffer()).status()).isEqualTo(400);
    }
}
