package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.backhand.ajp.codec.AttributeHeader;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.config.BalancerConfig.Ajp;
import io.backhand.testing.SecretFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListenAjpTest {
    @TempDir
    Path folder;

    @Test
    void needsNothingOnLoopback() throws Exception {
        Ajp ajp = ajp("ajp = \"127.0.0.1:8009\"");

        assertThat(ajp.secret().isWanted()).isFalse();
        assertThat(ajp.packetSize()).isEqualTo(PacketSize.DEFAULT);
        assertThat(ajp.attributes()).isEmpty();
        assertThat(ajp.told()).isEmpty();
        assertThat(ajp.fields()).isEmpty();
        assertThat(ajp.idleTimeout()).isZero();
    }

    @Test
    void takesAllItsKeys() throws Exception {
        Ajp ajp = ajp(
                """
                ajp = "0.0.0.0:8009"
                secret = "s3cret"
                packet-size = "64KiB"
                attributes = "TENANT|BUILD_.*"
                remote-user = true
                attribute-headers = ["X-Forwarded-Tenant: TENANT", "x-ssl-client-cipher:SSL_CIPHER"]
                client-certificate-headers = ["Client-Cert"]
                idle-timeout = "10m"
                max-connections = 50
                trust = ["10.0.0.0/8"]
                """);

        assertThat(ajp.secret().isWanted()).isTrue();
        assertThat(ajp.packetSize().bytes()).isEqualTo(65536);
        assertThat(ajp.attributes().orElseThrow().matcher("BUILD_7").matches()).isTrue();
        assertThat(ajp.told())
                .containsExactly(
                        AttributeHeader.USER,
                        new AttributeHeader("X-Forwarded-Tenant", "TENANT"),
                        new AttributeHeader("x-ssl-client-cipher", "SSL_CIPHER"));
        assertThat(ajp.fields()).hasSize(1);
        assertThat(ajp.idleTimeout()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void readsTheSecretFromAFile() throws Exception {
        SecretFile.write(folder.resolve("ajp.secret"), "s3cret\n");

        Ajp ajp = ajp("ajp = \"0.0.0.0:8009\"\nsecret-file = \"ajp.secret\"");

        assertThat(ajp.secret().isWanted()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0:8009", "[::]:8009", "192.168.0.9:8009", "front.example:8009"})
    void needsASecretAnywhereElse(String address) throws IOException {
        assertThat(problems("ajp = \"" + address + "\""))
                .singleElement()
                .asString()
                .startsWith("2: ajp on an address that is not loopback needs a secret")
                .contains("secret-file = \"ajp.secret\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1:8009", "127.9.9.9:8009", "[::1]:8009", "localhost:8009"})
    void needsNoneOnAnyLoopbackAddress(String address) throws Exception {
        assertThat(ajp("ajp = \"" + address + "\"").secret().isWanted()).isFalse();
    }

    @Test
    void tellsWhatIsWrong() throws IOException {
        assertThat(
                        problems(
                                """
                        ajp = "127.0.0.1:8009"
                        secret = "two words"
                        packet-size = "9000"
                        attributes = "("
                        remote-user = "yes"
                        idle-timeout = "2d"
                        header-size = "8KiB"
                        header-timeout = "1s"
                        h2c = true
                        proxy-protocol = true
                        certificate = "a.crt"
                        client-ca = "a.crt"
                        """))
                .contains(
                        "3: a secret is one word of printable ASCII without blanks, such as openssl rand -hex 32 prints",
                        "4: packet-size takes a size from 8KiB to 64KiB in steps of 1KiB, the same as in httpd, not \"9000\"",
                        "6: remote-user takes true or false, not \"yes\"",
                        "8: header-size is for http and https: with ajp a request's header is one packet, see packet-size",
                        "9: header-timeout is for http and https: with ajp a request's header is one packet, see packet-size",
                        "10: h2c is for http, and this [[listen]] is ajp",
                        "11: proxy-protocol is for http and https: ajp itself says who a client is",
                        "12: certificate is for https, and this [[listen]] is ajp",
                        "13: client-ca is for https, and this [[listen]] is ajp")
                .hasSize(11)
                .noneMatch(problem -> problem.contains("two words"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Tenant: TENANT",
                "Cookie: TENANT",
                "X-Forwarded-For: TENANT",
                "x-forwarded-proto: SSL_PROTOCOL",
                "X-SSL-Client-Verify: TENANT",
                "X_Forwarded_Tenant: TENANT",
                "X-Forwarded-: TENANT",
                "X-Forwarded-Tenant",
                "X-Forwarded-Tenant: TWO WORDS"
            })
    void backendsAreToldByFieldsThatNoStrangerCanSend(String header) throws IOException {
        assertThat(problems("ajp = \"127.0.0.1:8009\"\nattributes = \".*\"\nattribute-headers = [\"" + header + "\"]"))
                .singleElement()
                .asString()
                .startsWith("4: attribute-headers takes FIELD: ATTRIBUTE, such as \"X-Forwarded-Tenant: TENANT\"")
                .contains(header);
    }

    @Test
    void aFieldTellsOneThingThatMayCome() throws IOException {
        assertThat(
                        problems(
                                """
                        ajp = "127.0.0.1:8009"
                        attributes = "TENANT"
                        remote-user = true
                        attribute-headers = ["X-Forwarded-User: AUTH_TYPE", "X-Forwarded-A: OTHER"]
                        """))
                .containsExactly(
                        "5: X-Forwarded-User tells one thing only, and is named twice",
                        "5: the request attribute \"OTHER\" never comes: attributes does not let it in");
    }

    @Test
    void hasOneSecret() throws IOException {
        SecretFile.write(folder.resolve("ajp.secret"), "s3cret\n");

        assertThat(problems("ajp = \"127.0.0.1:8009\"\nsecret = \"a\"\nsecret-file = \"ajp.secret\""))
                .containsExactly("4: a [[listen]] has secret or secret-file, not both");
    }

    @Test
    void theFileIsTheOwnersAlone() throws IOException {
        Files.writeString(folder.resolve("ajp.secret"), "s3cret\n");
        Files.setPosixFilePermissions(
                folder.resolve("ajp.secret"), java.nio.file.attribute.PosixFilePermissions.fromString("rw-r--r--"));

        assertThat(problems("ajp = \"127.0.0.1:8009\"\nsecret-file = \"ajp.secret\""))
                .singleElement()
                .asString()
                .contains("others may read or write the secret file: chmod 600");
    }

    @Test
    void itsKeysAreForNobodyElse() throws IOException {
        assertThat(problems("http = \"127.0.0.1:0\"\nsecret = \"a\"\nremote-user = true"))
                .containsExactly(
                        "3: secret is for ajp, and this [[listen]] is http",
                        "4: remote-user is for ajp, and this [[listen]] is http");
    }

    @Test
    void isNotShownInItsOwnWords() throws Exception {
        assertThat(ajp("ajp = \"127.0.0.1:8009\"\nsecret = \"s3cret\"").toString())
                .doesNotContain("s3cret");
    }

    private Ajp ajp(String keys) throws Exception {
        return read(keys).listeners().get(0).protocols().ajp().orElseThrow();
    }

    private BalancerConfig read(String keys) throws IOException, ConfigException {
        Path file = Files.writeString(folder.resolve("b.toml"), "[[listen]]\n" + keys + "\n");
        return new ConfigReader(FunctionCatalogue.builtIns()).read(file);
    }

    private List<String> problems(String keys) throws IOException {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> read(keys));
        String start = folder.resolve("b.toml") + ":";
        return String.valueOf(wrong.getMessage())
                .lines()
                .map(line -> line.replace(start, "").strip())
                .toList();
    }
}
