package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.testing.SecretFile;
import io.backhand.testing.TestCertificate;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each message of a wrong file, to the letter. */
class ConfigProblemsTest {
    private static final ConfigReader READER = new ConfigReader(FunctionCatalogue.builtIns());

    @TempDir
    Path folder;

    @Test
    void unknownTablesAndKeysComeWithWhatWasProbablyMeant() throws IOException {
        assertThat(
                        problems(
                                """
                        [hartbeats]
                        listen = []
                        [heartbeats]
                        contcats = []
                        colour = "red"
                        """))
                .containsExactly(
                        "1: unknown table \"hartbeats\"; did you mean [heartbeats]?",
                        "4: unknown key \"contcats\" in [heartbeats]; did you mean contacts?",
                        "5: unknown key \"colour\" in [heartbeats]; known are listen, accept, contacts, key-file,"
                                + " unsigned-from, dump-unknown");
        assertThat(problems("threads = 8\n"))
                .containsExactly("1: unknown key \"threads\"; known are [heartbeats], [upstream], [status], [admin],"
                        + " [access-log], [self], [[backend]], [[listen]], [[route]]");
    }

    @Test
    void anAccessLogHasAFormatThatIsKnownAndAPlace() throws IOException {
        assertThat(problems("[access-log]\nfile = \"access.log\"\nformat = \"json\"\n"))
                .isEmpty();
        assertThat(problems("[access-log]\nfile = \"access.log\"\n")).isEmpty();
        assertThat(problems("[access-log]\nformat = \"csv\"\n"))
                .containsExactly(
                        "1: [access-log] needs file, such as file = \"access.log\"",
                        "2: format is \"ncsa\" or \"json\", not \"csv\"");
        assertThat(problems("[access-log]\nfile = \"logs/access.log\"\n"))
                .containsExactly("2: file: " + folder.resolve("logs/access.log") + " is in no folder that is there");
    }

    @Test
    void tablesAreWrittenOnceOrManyTimes() throws IOException {
        assertThat(problems("status = 5\n[[heartbeats]]\n[route]\n"))
                .containsExactly(
                        "1: status is a table, written [status]",
                        "2: there is one [heartbeats], so it is not written [[heartbeats]]",
                        "3: there may be several of route, so it is written [[route]]");
        assertThat(problems("listen = [5]\n")).containsExactly("1: listen is a table, written [[listen]]");
    }

    @Test
    void rewritingIsChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [[route]]
                        path = "/"
                        rewrite-links = ["bakend", "http://a/b", "h2c://a"]
                        rewrite-cookie-domain = ["a b c", "a;b"]
                        rewrite-cookie-path = ["/a", "a b", "/a/ /b"]
                        rewrite-cookie-secure = "yes"
                        """))
                .containsExactly(
                        "3: rewrite-links takes backend, scheme, or an address without a path such as"
                                + " http://app.internal:8080, not \"bakend\"",
                        "3: rewrite-links takes backend, scheme, or an address without a path such as"
                                + " http://app.internal:8080, not \"http://a/b\"",
                        "3: rewrite-links takes backend, scheme, or an address without a path such as"
                                + " http://app.internal:8080, not \"h2c://a\"",
                        "4: rewrite-cookie-domain takes backend, a domain, or a domain and what takes its place such"
                                + " as \"app.internal www.example\", not \"a b c\"",
                        "4: rewrite-cookie-domain takes backend, a domain, or a domain and what takes its place such"
                                + " as \"app.internal www.example\", not \"a;b\"",
                        "5: rewrite-cookie-path takes a path and what takes its place, without a slash at their ends,"
                                + " such as \"/internal /app\", not \"/a\"",
                        "5: rewrite-cookie-path takes a path and what takes its place, without a slash at their ends,"
                                + " such as \"/internal /app\", not \"a b\"",
                        "5: rewrite-cookie-path takes a path and what takes its place, without a slash at their ends,"
                                + " such as \"/internal /app\", not \"/a/ /b\"",
                        "6: rewrite-cookie-secure is \"add\", not \"yes\"");
    }

    @Test
    void certificatesAndKeysAreLookedInto() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own", "EC");
        TestCertificate other = TestCertificate.make(folder, "other", "EC");
        Files.writeString(folder.resolve("text"), "no PEM");
        assertThat(
                        problems(
                                """
                        [[listen]]
                        https = "127.0.0.1:1"
                        certificate = ["own.crt", "other.crt"]
                        key = ["own.key"]
                        [[listen]]
                        https = "127.0.0.1:2"
                        certificate = "own.crt"
                        key = "other.key"
                        [[listen]]
                        https = "127.0.0.1:3"
                        certificate = "text"
                        key = "own.key"
                        [[listen]]
                        https = "127.0.0.1:4"
                        certificate = "own.crt"
                        key = "text"
                        """))
                .satisfiesExactly(
                        first -> assertThat(first)
                                .isEqualTo("4: each certificate has a key, in the same order: there are 2 of"
                                        + " certificate and 1 of key"),
                        second -> assertThat(second)
                                .isEqualTo("8: " + other.key() + " is not the key of the first certificate in "
                                        + own.certificate()),
                        third -> assertThat(third)
                                .startsWith("11: " + folder.resolve("text") + " must hold PEM certificates"),
                        fourth -> assertThat(fourth)
                                .startsWith("16: " + folder.resolve("text") + " must hold a PKCS#8 key"));
    }

    @Test
    void whoABackendHasToBeIsChecked() throws Exception {
        TestCertificate.make(folder, "own", "EC");
        assertThat(problems(
                        """
                        [upstream]
                        certificate = "own.crt"
                        [[backend]]
                        name = "a"
                        url = "http://a.example"
                        server-name = "b.example"
                        [[backend]]
                        name = "b"
                        url = "https://a.example"
                        server-name = "127.0.0.1"
                        fingerprint = "ab:cd"
                        [[backend]]
                        name = "c"
                        url = "h2://c.example"
                        resolve = "30s"
                        fingerprint = "%s"
                        """
                                .formatted("0F".repeat(32))))
                .containsExactlyInAnyOrder(
                        "1: [upstream] needs key, such as key = \"balancer.key\"",
                        "6: server-name is for https and h2, and url is http://a.example",
                        "10: server-name takes the name of a host such as app.example, not \"127.0.0.1\"",
                        "11: a fingerprint is the SHA-256 of a certificate, 64 hexadecimal digits as \"openssl x509"
                                + " -noout -fingerprint -sha256\" prints, not \"ab:cd\"");
    }

    @Test
    void whatIsAskedOfClientsIsChecked() throws Exception {
        TestCertificate.make(folder, "own", "EC");
        Files.writeString(folder.resolve("text"), "no PEM");
        assertThat(
                        problems(
                                """
                        [[listen]]
                        https = "127.0.0.1:1"
                        certificate = "own.crt"
                        key = "own.key"
                        client-ca = "text"
                        client-certificate = "optional"
                        client-certificate-headers = ["Client-Cert", "X-Cert"]
                        [[listen]]
                        https = "127.0.0.1:2"
                        certificate = "own.crt"
                        key = "own.key"
                        client-certificate = "wanted"
                        [[listen]]
                        http = "127.0.0.1:3"
                        client-ca = "own.crt"
                        """))
                .satisfiesExactly(
                        file -> assertThat(file)
                                .startsWith("5: " + folder.resolve("text") + " must hold PEM certificates"),
                        wanted -> assertThat(wanted)
                                .isEqualTo("6: client-certificate is \"required\" or \"wanted\", not \"optional\""),
                        field -> assertThat(field)
                                .isEqualTo("7: client-certificate-headers takes Client-Cert, Client-Cert-Chain,"
                                        + " X-SSL-Client-Verify, X-SSL-Client-S-DN, X-SSL-Client-I-DN, not \"X-Cert\""),
                        alone -> assertThat(alone)
                                .isEqualTo("12: client-certificate needs client-ca, such as client-ca ="
                                        + " \"clients-ca.crt\""),
                        plain ->
                                assertThat(plain).isEqualTo("15: client-ca is for https, and this [[listen]] is http"));
    }

    @Test
    void whatAListenerSpeaksIsChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [[listen]]
                        http = "127.0.0.1:1"
                        proxy-protocol = true
                        h2c = "yes"
                        [[listen]]
                        https = "127.0.0.1:2"
                        h2c = true
                        """))
                .contains(
                        "3: proxy-protocol needs trust, the proxies that may say who a client is, such as trust ="
                                + " [\"127.0.0.1/32\"]",
                        "4: h2c takes true or false, not \"yes\"",
                        "7: h2c is for http, and this [[listen]] is https, where HTTP/2 is offered anyway");
    }

    @Test
    void aRouteSetsOneCookie() throws IOException {
        assertThat(problems("[[route]]\npath = \"/\"\nchain = [\"byCookie a\", \"byCookie b\"]\n"))
                .containsExactly("3: chain has byCookie twice, and a route sets one cookie");
    }

    @Test
    void valuesOfAnotherTypeAreShownBesideOneThatIsRight() throws IOException {
        assertThat(
                        problems(
                                """
                        [heartbeats]
                        accept = "10.0.0.0/8"
                        contacts = [
                          # a comment
                          "10.1.0.0/16",

                          7,
                          ["10.2.0.0/16"], {a = 1},
                        ]
                        key-file = true
                        """))
                .containsExactly(
                        "2: accept takes a list such as [\"192.168.0.0/24\"], not \"10.0.0.0/8\"",
                        "7: contacts takes strings such as \"192.168.0.0/24\", not 7",
                        "8: contacts takes strings such as \"192.168.0.0/24\", not a list",
                        "8: contacts takes strings such as \"192.168.0.0/24\", not a table",
                        "10: key-file takes a string such as \"cluster.key\", not true");
    }

    @Test
    void heartbeatSettingsAreChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [heartbeats]
                        listen = ["239.255.66.72", "239.255.66.72:4445,4@eth0"]
                        accept = ["10.0.0.0/33"]
                        contacts = ["ten"]
                        unsigned-from = ["web1"]
                        """))
                .containsExactly(
                        "2: a heartbeat address is ADDR:PORT[,TTL][@INTERFACE] such as 239.255.66.72:4445,1@eth0, not"
                                + " \"239.255.66.72\"",
                        "2: listen takes no time to live, which is the agents' to set: ADDR:PORT[@INTERFACE], not"
                                + " \"239.255.66.72:4445,4@eth0\"",
                        "3: a network is an address or ADDRESS/BITS such as 192.168.0.0/24, not \"10.0.0.0/33\"",
                        "4: a network is an address or ADDRESS/BITS such as 192.168.0.0/24, not \"ten\"",
                        "5: \"web1\" is not an address");
        assertThat(problems("[heartbeats]\nunsigned-from = [\"10.0.0.1\"]\n"))
                .containsExactly("2: unsigned-from needs a key-file: without one all may be unsigned");
    }

    @Test
    void theKeyFileIsReadAndItsOwnProblemTold() throws IOException {
        Path key = folder.resolve("cluster.key");
        String toml = "[heartbeats]\nkey-file = \"cluster.key\"\n";

        assertThat(problems(toml)).containsExactly("2: " + key + ": no such key file");

        Files.writeString(key, "abc\n");
        SecretFile.forOwnerAlone(key);
        assertThat(problems(toml))
                .containsExactly("2: " + key + ":1: a key is 64 hexadecimal digits, not these 3 characters");
    }

    @Test
    void theTokenFileIsNeededAndReadAndItsOwnProblemTold() throws IOException {
        Path token = folder.resolve("admin.token");
        String toml = "[admin]\ntoken-file = \"admin.token\"\n";

        assertThat(problems("[admin]\n"))
                .containsExactly("1: [admin] needs token-file, such as token-file = \"admin.token\"");
        assertThat(problems("[admin]\ntoken = \"x\"\n"))
                .containsExactly(
                        "1: [admin] needs token-file, such as token-file = \"admin.token\"",
                        "2: unknown key \"token\" in [admin]; known are token-file");
        assertThat(problems(toml)).containsExactly("2: " + token + ": no such token file");

        SecretFile.write(token, "abc\n");
        assertThat(problems(toml)).containsExactly("2: " + token + ": a token has at least 32 characters, not 3");
    }

    @Test
    void backendsNeedANameAndAUrlOfTheirOwn() throws IOException {
        assertThat(
                        problems(
                                """
                        [[backend]]
                        url = "http://10.0.0.1"
                        [[backend]]
                        name = "a"
                        url = "10.0.0.2:80"
                        [[backend]]
                        name = "a"
                        url = "http://10.0.0.3"
                        [[backend]]
                        name = "a b"
                        url = "http://user:secret@10.0.0.4"
                        """))
                .containsExactly(
                        "1: [[backend]] needs name, such as name = \"front\"",
                        "5: a contact is SCHEME://HOST[:PORT], by http, https, h2c or h2, without path or user, not"
                                + " \"10.0.0.2:80\"",
                        "7: two backends named a: the first is in line 4",
                        "10: a backend's name is 1 to 64 of A-Z a-z 0-9 . _ -, not \"a b\"",
                        "11: a contact is SCHEME://HOST[:PORT], by http, https, h2c or h2, without path or user");
    }

    @Test
    void checksOfBackendsAreLookedAt() throws IOException {
        assertThat(
                        problems(
                                """
                        [[backend]]
                        name = "a"
                        url = "http://10.0.0.1"
                        check = "health"
                        check-interval = "1ms"
                        check-status = ["100", 200]
                        [[backend]]
                        name = "b"
                        url = "http://10.0.0.2"
                        check-interval = "2s"
                        [[backend]]
                        name = "c"
                        url = "http://10.0.0.3"
                        check = "/health#now"
                        check-status = []
                        """))
                .containsExactly(
                        "4: check takes a path as it is sent, such as /health, not \"health\"",
                        "5: check-interval is from 100ms to 1h, not \"1ms\"",
                        "6: check-status takes statuses from 200 to 599, not \"100\"",
                        "6: check-status takes strings such as \"200\", not 200",
                        "10: check-interval needs check, such as check = \"/health\"",
                        "14: check takes a path as it is sent, such as /health, not \"/health#now\"",
                        "15: check-status needs one status at least, such as [\"200\"]");
    }

    @Test
    void weightTierAndResolveOfBackendsAreLookedAt() throws IOException {
        assertThat(
                        problems(
                                """
                        [[backend]]
                        name = "a"
                        url = "http://10.0.0.1"
                        weight = 0
                        tier = 10
                        resolve = "30s"
                        [[backend]]
                        name = "a-name-of-more-than-24-characters"
                        url = "https://app.example"
                        weight = "heavy"
                        tier = true
                        resolve = "0s"
                        [[backend]]
                        name = "c"
                        url = "http://10.0.0.3"
                        weight = [2]
                        """))
                .containsExactly(
                        "4: weight is a number above 0 and up to 100, such as 2 or 0.5, not \"0\"",
                        "5: tier is a number from 0 to 9, not \"10\"",
                        "6: resolve needs a name in url, and 10.0.0.1 is an address",
                        "8: with resolve a name has 24 characters at most, since each address is added to it",
                        "10: weight is a number above 0 and up to 100, such as 2 or 0.5, not \"heavy\"",
                        "11: tier is a number from 0 to 9, not \"true\"",
                        "12: resolve is from 1s to 24h, not \"0s\"",
                        "12: over TLS resolve needs server-name or fingerprint: an address has no name of which"
                                + " a certificate could be",
                        "16: weight is a number above 0 and up to 100, such as 2 or 0.5, not \"a list\"");
    }

    @Test
    void listenersAreHttpOrHttpsWithWhatHttpsNeeds() throws IOException {
        assertThat(
                        problems(
                                """
                        [[listen]]
                        trust = []
                        [[listen]]
                        http = "0.0.0.0:80"
                        https = "0.0.0.0:443"
                        [[listen]]
                        http = "0.0.0.0:81"
                        certificate = "c"
                        [[listen]]
                        https = "0.0.0.0:443"
                        [[listen]]
                        https = "0.0.0.0:444"
                        certificate = "none.crt"
                        key = ""
                        [[listen]]
                        http = "0.0.0.0:81"
                        [[listen]]
                        http = "8080"
                        [[listen]]
                        http = "::1:65536"
                        """))
                .containsExactly(
                        "1: [[listen]] needs http, https or ajp, such as http = \"0.0.0.0:8080\"",
                        "5: a [[listen]] has one of http, https and ajp: write another [[listen]] for each",
                        "8: certificate is for https, and this [[listen]] is http",
                        "9: [[listen]] needs certificate, such as certificate = \"balancer.crt\"",
                        "9: [[listen]] needs key, such as key = \"balancer.key\"",
                        "13: certificate: " + folder.resolve("none.crt") + " can't be read",
                        "14: key takes a path, not \"\"",
                        "15: two [[listen]] on 0.0.0.0 port 81: the first is in line 6",
                        "18: an address to listen on is HOST:PORT such as 0.0.0.0:8080 or [::1]:8080, not \"8080\"",
                        "20: an address to listen on is HOST:PORT such as 0.0.0.0:8080 or [::1]:8080, not"
                                + " \"::1:65536\"");
    }

    @Test
    void twoListenersMayBothTakeAnyFreePort() throws IOException {
        assertThat(problems("[[listen]]\nhttp = \"127.0.0.1:0\"\n[[listen]]\nhttp = \"127.0.0.1:0\"\n"))
                .isEmpty();
    }

    @Test
    void statusSelfAndUpstreamAreChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [status]
                        hosts = ["balancer.example:8080"]
                        [self]
                        dispatch = " "
                        url = "ftp://10.0.0.1"
                        [upstream]
                        ca-file = "none.crt"
                        """))
                .containsExactly(
                        "2: a host is a name without port such as balancer.example, not \"balancer.example:8080\"",
                        "3: [self] needs name, such as name = \"front\"",
                        "4: dispatch takes the name of a servlet, not \" \"",
                        "4: [self] has url or dispatch, not both",
                        "5: a contact is SCHEME://HOST[:PORT], by http, https, h2c or h2, without path or user, not"
                                + " \"ftp://10.0.0.1\"",
                        "7: ca-file: " + folder.resolve("none.crt") + " can't be read");
        assertThat(problems("[self]\nname = \"a\"\n"))
                .containsExactly("1: [self] needs url or dispatch, such as url = \"http://127.0.0.1:8081\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "app      | path begins with /, not \"app\"",
                "``       | path begins with /, not \"\"",
                "/app/    | path ends without /, such as /app, not \"/app/\"",
                "/app/*   | path is a prefix without *: /app covers /app and all under it, not \"/app/*\"",
                "/a%20b   | path is written decoded, without ? # ; % \\ and controls, not \"/a%20b\"",
                "/a;b     | path is written decoded, without ? # ; % \\ and controls, not \"/a;b\"",
                "/a//b    | path has no empty segment, no . and no .., not \"/a//b\"",
                "/a/../b  | path has no empty segment, no . and no .., not \"/a/../b\"",
                "/backhand     | path /backhand is the balancer's own status",
                "/backhand/api | path /backhand is the balancer's own status",
            })
    void aRoutesPathIsOneThatARequestCanHave(String path, String message) throws IOException {
        assertThat(problems("[[route]]\npath = '" + path + "'\n")).containsExactly("2: " + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/a", "/a/b.c", "/backhandy", "/ä ö"})
    void pathsThatAreRight(String path) throws IOException {
        assertThat(problems("[[route]]\npath = '" + path + "'\n")).isEmpty();
    }

    @Test
    void theSizeOfHeadersIsChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [[listen]]
                        http = "127.0.0.1:0"
                        header-size = "65KiB"
                        [[listen]]
                        http = "127.0.0.1:0"
                        header-size = "big"
                        [[listen]]
                        http = "127.0.0.1:0"
                        header-size = "64KiB"
                        """))
                .containsExactly(
                        "3: header-size takes a size from 4KiB to 64KiB, not \"65KiB\"",
                        "6: a size is a number with B, KiB, MiB or GiB, such as 64KiB, not \"big\"");
    }

    @Test
    void howManyRequestsBackendsGetIsChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [upstream]
                        max-connections = 0
                        queue = 100001
                        queue-timeout = "0s"
                        [[backend]]
                        name = "a"
                        url = "http://127.0.0.1:1"
                        max-connections = "many"
                        """))
                .containsExactly(
                        "2: max-connections is a number from 1 to 1000000, not \"0\"",
                        "3: queue is a number from 0 to 100000, not \"100001\"",
                        "4: queue-timeout is from 1ms to 24h, not \"0s\"",
                        "8: max-connections is a number from 1 to 1000000, not \"many\"");
    }

    @Test
    void theSizeOfBodiesIsChecked() throws IOException {
        assertThat(problems("[[route]]\npath = \"/\"\nmax-body = \"10MB\"\n"))
                .containsExactly(
                        "3: max-body: a size is a number with B, KiB, MiB or GiB, such as 64KiB, not \"10MB\"");
        assertThat(problems("[[route]]\npath = \"/\"\nmax-body = \"0\"\n")).isEmpty();
        assertThat(problems("[[route]]\npath = \"/\"\nmin-upload-rate = \"0\"\nupload-timeout = \"25h\"\n"))
                .containsExactly(
                        "3: min-upload-rate is 1B at least, not \"0\"; upload-timeout = \"0s\" is no limit",
                        "4: upload-timeout is from 0s, which is none, to 24h, not \"25h\"");
    }

    @Test
    void whatClientsAreHeldToIsChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [[listen]]
                        http = "127.0.0.1:0"
                        header-timeout = "25h"
                        max-connections = 0
                        [[listen]]
                        http = "127.0.0.1:0"
                        max-connections = "1048577"
                        [[listen]]
                        http = "127.0.0.1:0"
                        header-timeout = "0s"
                        max-connections = 1048576
                        """))
                .containsExactly(
                        "3: header-timeout is from 0s, which is none, to 24h, not \"25h\"",
                        "4: max-connections is a number from 1 to 1048576, not \"0\"",
                        "7: max-connections is a number from 1 to 1048576, not \"1048577\"");
    }

    @Test
    void routesAreChecked() throws IOException {
        assertThat(
                        problems(
                                """
                        [[route]]
                        chain = ["byAge six",
                          "byAeg"]
                        static = "none"
                        redirect = "yes"
                        connect-timeout = "0s"
                        first-byte-timeout = "60"
                        timeout = "25h"
                        retry-on = ["503", "302", "5xx"]
                        replay = "2MiB"
                        repeatable = "yes"
                        [[route]]
                        path = "/a"
                        chain = []
                        [[route]]
                        path = "/a"
                        chain = "byAge"
                        """))
                .containsExactly(
                        "1: [[route]] needs path, such as path = \"/app\"",
                        "2: byAge takes a duration such as 6s, not \"six\"; usage: byAge [DURATION]",
                        "3: unknown function \"byAeg\"; did you mean byAge?",
                        "4: static: " + folder.resolve("none") + " is not a directory",
                        "5: redirect is \"name\" or \"address\", not \"yes\"",
                        "6: connect-timeout is from 1ms to 24h, not \"0s\"",
                        "7: a duration is a number with ms, s, m or h, such as 6s, and a year at most, not \"60\"",
                        "8: timeout is from 0s, which is none, to 24h, not \"25h\"",
                        "9: retry-on takes statuses from 400 to 599, not \"302\"",
                        "9: retry-on takes statuses from 400 to 599, not \"5xx\"",
                        "10: replay is from 0 to 1MiB, not \"2MiB\"",
                        "11: repeatable takes true or false, not \"yes\"",
                        "14: chain needs one function at least, such as [\"byRandom\"]",
                        "16: two routes for /a: the first is in line 13",
                        "17: chain takes a list such as [\"byAge 5s\"], not \"byAge\"");
    }

    @Test
    void theGrammarsProblemsAreToldWithTheOthers() throws IOException {
        assertThat(
                        problems(
                                """
                        [status]
                        hosts = ["a:1"]
                        [heartbeats]
                        accept = ["x"]
                        accept = []
                        [[route]]
                        path = "/app
                        chain = []
                        [[route]]
                        path = "app"
                        """))
                .containsExactly(
                        "2: a host is a name without port such as balancer.example, not \"a:1\"",
                        "4: a network is an address or ADDRESS/BITS such as 192.168.0.0/24, not \"x\"",
                        "5: accept previously defined at line 4, column 1",
                        "7: Unexpected end of line, expected \" or a character",
                        "10: path begins with /, not \"app\"");
    }

    @Test
    void whatStandsAfterAGrammarErrorIsNotToldOfUntilTheNextTable() throws IOException {
        assertThat(problems("[[route]]\npath /app\nchian = []\n[status]\nhost = []\n"))
                .containsExactly(
                        "2: Unexpected '/', expected . or =",
                        "5: unknown key \"host\" in [status]; did you mean hosts?");
    }

    @Test
    void aWrongEscapeIsToldWhereverItStands() throws IOException {
        assertThat(problems("[status]\n[\"\\u12\"]\n"))
                .singleElement()
                .asString()
                .startsWith("2: ");
        assertThat(problems("[status]\nhosts = [\"\\q\"]\n")).containsExactly("2: Invalid escape sequence '\\q'");
    }

    @Test
    void whatStandsInAFileCannotSteerTheTerminal() throws IOException {
        assertThat(problems("\"a\\u001b[2J\" = 1\n")).allMatch(problem -> problem.contains("\\u001b[2J"));
        assertThat(problems("[[route]]\npath = \"" + "x".repeat(500) + "\"\n"))
                .containsExactly("2: path begins with /, not \"" + "x".repeat(80) + "…\"");
    }

    @Test
    void aFileThatCannotBeReadIsOneProblem() throws IOException {
        Path file = folder.resolve("backhand.toml");
        assertThat(told(file)).containsExactly(file + ": no such file");

        Files.write(file, new byte[] {'#', (byte) 0xff});
        assertThat(told(file)).containsExactly(file + ": not UTF-8");

        Files.write(file, " ".repeat(TextFile.MAX_BYTES + 1).getBytes(StandardCharsets.UTF_8));
        assertThat(told(file)).containsExactly(file + ": longer than a configuration's 1 MiB");
    }

    @Test
    void noMoreThanAHundredAreTold() throws IOException {
        assertThat(problems("[status]\n" + "hosts = [" + "1,".repeat(1000) + "]\n"))
                .hasSize(Problems.MAX);
    }

    /** What is told, without the file. */
    private List<String> problems(String toml) throws IOException {
        Path file = Files.writeString(folder.resolve("backhand.toml"), toml);
        return told(file).stream()
                .map(problem -> problem.substring(file.toString().length() + 1))
                .toList();
    }

    private static List<String> told(Path file) {
        try {
            READER.read(file);
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream().map(Problem::toString).toList();
        }
    }
}
