package io.backhand.content;

import static io.backhand.content.StaticFiles.Outcome.ASK_DISK;
import static io.backhand.content.StaticFiles.Outcome.NO_FILE;
import static io.backhand.content.StaticFiles.Outcome.SERVED;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.backhand.testing.ManualClock;
import io.backhand.testing.RawHttp;
import io.backhand.testing.RawHttp.Answer;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** On a real connection, with a clock that stands still unless moved. A miss is answered by 299, "from a backend". */
@Timeout(60)
class StaticFilesIT {
    private static final int MISS = 299;
    private static final FileTime THEN = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));
    private static final String THEN_IN_HTTP = "Wed, 01 Jan 2020 00:00:00 GMT";

    @TempDir
    Path folder;

    private final ManualClock clock = new ManualClock();
    private final ArrayByteBufferPool.Tracking pool = new ArrayByteBufferPool.Tracking();
    private final Server server = new Server(null, null, pool);
    /** Guarded by this. */
    private final List<StaticFiles.Outcome> outcomes = new ArrayList<>();

    private Path root;
    private StaticFiles files;
    private ServerConnector connector;

    @BeforeEach
    void start() throws Exception {
        root = Files.createDirectory(folder.resolve("served"));
        write("hello.txt", "hello, world");
        write("app/index.html", "<p>app</p>");
        Files.createDirectory(root.resolve("empty"));
        Files.writeString(folder.resolve("secret.txt"), "secret");
        files = filesOf("/", root);

        HttpConfiguration http = new HttpConfiguration();
        http.setUriCompliance(
                UriCompliance.from("RFC3986,AMBIGUOUS_PATH_SEPARATOR,AMBIGUOUS_PATH_ENCODING,AMBIGUOUS_EMPTY_SEGMENT"));
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                StaticFiles.Outcome fromMemory = fromMemory(request, response, callback);
                boolean served = fromMemory == StaticFiles.Outcome.ASK_DISK
                        ? files.serveFromDisk(request, response, callback)
                        : fromMemory == StaticFiles.Outcome.SERVED;
                if (!served) {
                    response.setStatus(MISS);
                    callback.succeeded();
                }
                return true;
            }
        });
        server.start();
    }

    private StaticFiles filesOf(String path, Path folder) {
        return new StaticFiles(path, folder, new StaticFiles.Shared(pool, new FileMemory(clock), clock));
    }

    /** One at a time: a client that has its response may ask again, or for the outcomes, before its own is noted. */
    private synchronized StaticFiles.Outcome fromMemory(Request request, Response response, Callback callback) {
        StaticFiles.Outcome outcome = files.serveFromMemory(request, response, callback);
        outcomes.add(outcome);
        return outcome;
    }

    /** Those since they were last taken. */
    private synchronized List<StaticFiles.Outcome> takeOutcomes() {
        List<StaticFiles.Outcome> taken = List.copyOf(outcomes);
        outcomes.clear();
        return taken;
    }

    @AfterEach
    void stopWithoutLeaks() throws Exception {
        files.close();
        server.stop();
        assertThat(pool.getLeaks()).isEmpty();
    }

    @Test
    void servesAFile() throws IOException {
        Answer answer = get("/hello.txt");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("hello, world");
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.header("Content-Length")).contains("12");
        assertThat(answer.header("Last-Modified")).contains(THEN_IN_HTTP);
        assertThat(answer.header("Cache-Control")).contains("no-cache");
        assertThat(answer.header("Vary")).contains("Accept-Encoding");
        assertThat(answer.header("ETag")).isPresent();
    }

    @Test
    void answersHeadWithTheSameHeadersAlone() throws IOException {
        Answer answer = send("HEAD /hello.txt HTTP/1.1");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Length")).contains("12");
        assertThat(answer.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "get"})
    void leavesOtherMethodsToTheBackend(String method) throws IOException {
        assertThat(send(method + " /hello.txt HTTP/1.1").status()).isEqualTo(MISS);
    }

    @Test
    void servesAnEmptyFileAndOneTooBigForMemory() throws IOException {
        write("empty.txt", "");
        write("big.txt", "0123456789".repeat(300_000));

        assertThat(get("/empty.txt").body()).isEmpty();
        assertThat(get("/empty.txt").header("Content-Length")).contains("0");
        assertThat(get("/big.txt").body()).isEqualTo("0123456789".repeat(300_000));
    }

    @Test
    void servesTheWelcomeFileOfAFolder() throws IOException {
        assertThat(get("/app/").body()).isEqualTo("<p>app</p>");
        assertThat(get("/app/").header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/html"));
    }

    @Test
    void redirectsToAFolderThatHasAWelcomeFile() throws IOException {
        Answer answer = get("/app?a=b%20c");

        assertThat(answer.status()).isEqualTo(302);
        assertThat(answer.header("Location")).contains("/app/?a=b%20c");
    }

    @Test
    void servesWhatLiesBelowTheRoute() throws IOException {
        files.close();
        files = filesOf("/shop", root);
        write("index.html", "<p>shop</p>");

        assertThat(get("/shop/hello.txt").body()).isEqualTo("hello, world");
        assertThat(get("/shop/").body()).isEqualTo("<p>shop</p>");
        assertThat(get("/shop?a=b").header("Location")).contains("/shop/?a=b");
        assertThat(get("/shop/app").header("Location")).contains("/shop/app/");
        assertThat(get("/hello.txt").status()).isEqualTo(MISS);
        assertThat(get("/shopping/hello.txt").status()).isEqualTo(MISS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/empty", "/empty/", "/", "/nothing", "/hello.txt/", "/hello.txt/x", "/nothing/"})
    void listsNoFolderAndLeavesWhatIsNoFileToTheBackend(String path) throws IOException {
        assertThat(get(path).status()).isEqualTo(MISS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/../secret.txt",
                "/app/../../secret.txt",
                "/..%2fsecret.txt",
                "/%2e%2e/secret.txt",
                "/%2e%2e%2fsecret.txt",
                "/.%2e/secret.txt",
                "/..;/secret.txt",
                "/..;x=1/secret.txt",
                "/app/..;/..;/secret.txt",
                "/..%5csecret.txt",
                "/..\\secret.txt",
                "/%252e%252e/secret.txt",
                "/..%252fsecret.txt",
                "/%c0%ae%c0%ae/secret.txt",
                "/..%c0%afsecret.txt",
                "//../secret.txt",
                "/app//../../secret.txt",
                "/./../secret.txt",
                "/hello.txt%00",
                "/hello.txt%00.png",
                "/%00",
                "//hello.txt",
                "/app%2findex.html",
                "/file:///secret.txt",
                "/C:/secret.txt",
                "/hello.txt::$DATA"
            })
    void servesNothingByAPathThatIsNotPlainlyAFilesOwn(String path) throws IOException {
        Answer answer = get(path);

        assertThat(answer.status()).isNotEqualTo(200);
        assertThat(answer.body()).isNotEqualTo("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.txt", "100%.txt", "a+b;c.txt", "what?.txt", "ä.txt"})
    void servesNamesThatHaveToBeEncoded(String name) throws IOException {
        write(name, "odd");
        write(name + " folder/index.html", "odd folder");
        String encoded = URLEncoder.encode(name, UTF_8).replace("+", "%20");

        assertThat(get("/" + encoded).body()).isEqualTo("odd");
        String location = get("/" + encoded + "%20folder").header("Location").orElseThrow();
        assertThat(get(location).body()).isEqualTo("odd folder");
    }

    @Test
    void takesOverlongNamesForMisses() throws IOException {
        assertThat(get("/" + "n".repeat(300)).status()).isEqualTo(MISS);
        assertThat(get("/n".repeat(2000)).status()).isEqualTo(MISS);
        assertThat(get("/" + "%C3%A4".repeat(200)).status()).isEqualTo(MISS);
    }

    @ParameterizedTest
    @ValueSource(strings = {".git/config", ".env", "app/.htaccess", "WEB-INF/web.xml", "meta-inf/x"})
    void servesNoHiddenFile(String path) throws IOException {
        write(path, "hidden");

        assertThat(get("/" + path).status()).isEqualTo(MISS);
    }

    @Test
    void servesWhatIsWellKnown() throws IOException {
        write(".well-known/acme-challenge/token", "token");

        assertThat(get("/.well-known/acme-challenge/token").body()).isEqualTo("token");
    }

    @Test
    void followsLinksWithinTheRootAlone() throws IOException {
        write(".git/config", "hidden");
        Files.createSymbolicLink(root.resolve("inside.txt"), root.resolve("hello.txt"));
        Files.createSymbolicLink(root.resolve("outside.txt"), folder.resolve("secret.txt"));
        Files.createSymbolicLink(root.resolve("up"), folder);
        Files.createSymbolicLink(root.resolve("git"), root.resolve(".git"));
        Files.createSymbolicLink(root.resolve("loop"), root.resolve("loop"));

        assertThat(get("/inside.txt").body()).isEqualTo("hello, world");
        assertThat(get("/outside.txt").status()).isEqualTo(MISS);
        assertThat(get("/up/secret.txt").status()).isEqualTo(MISS);
        assertThat(get("/up/served/hello.txt").body()).isEqualTo("hello, world");
        assertThat(get("/git/config").status()).isEqualTo(MISS);
        assertThat(get("/loop").status()).isEqualTo(MISS);
    }

    @Test
    void servesAnotherReleaseWhenTheRootIsALinkThatIsTurned() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(other.resolve("hello.txt"), "HELLO, WORLD");
        Files.setLastModifiedTime(other.resolve("hello.txt"), THEN);
        Path current = Files.createSymbolicLink(folder.resolve("current"), root);
        files = filesOf("/", current);
        assertThat(get("/hello.txt").body()).isEqualTo("hello, world");

        Files.delete(current);
        Files.createSymbolicLink(current, other);
        clock.advance(StaticFiles.VALID);

        assertThat(get("/hello.txt").body()).isEqualTo("HELLO, WORLD");
    }

    @Test
    void leavesSpecialFilesToTheBackend() throws Exception {
        Process mkfifo = new ProcessBuilder("mkfifo", root.resolve("fifo").toString()).start();
        assumeThat(mkfifo.waitFor()).isZero();

        assertThat(get("/fifo").status()).isEqualTo(MISS);
    }

    @Test
    void looksForAMissedPathAgainOnlyAfterItsTime() throws IOException {
        assertThat(get("/new.txt").status()).isEqualTo(MISS);
        write("new.txt", "new");

        // It is there now, and whoever looked would find it.
        clock.advance(StaticFiles.VALID.minusNanos(1));
        assertThat(get("/new.txt").status()).isEqualTo(MISS);
        clock.advance(Duration.ofNanos(1));
        assertThat(get("/new.txt").body()).isEqualTo("new");
    }

    @Test
    void seesAChangeAndARemovalAfterItsTime() throws IOException {
        assertThat(get("/hello.txt").body()).isEqualTo("hello, world");
        write("hello.txt", "bye");
        clock.advance(StaticFiles.VALID.minusNanos(1));
        assertThat(get("/hello.txt").body()).isEqualTo("hello, world");

        clock.advance(Duration.ofNanos(1));
        assertThat(get("/hello.txt").body()).isEqualTo("bye");

        Files.delete(root.resolve("hello.txt"));
        clock.advance(StaticFiles.VALID);
        assertThat(get("/hello.txt").status()).isEqualTo(MISS);
    }

    @Test
    void seesAFileReplacedByOneOfTheSameTimeAndSize() throws IOException {
        assertThat(get("/hello.txt").body()).isEqualTo("hello, world");
        Path replacement = write("replacement", "HELLO, WORLD");
        Files.move(replacement, root.resolve("hello.txt"), StandardCopyOption.REPLACE_EXISTING);
        clock.advance(StaticFiles.VALID);

        assertThat(get("/hello.txt").body()).isEqualTo("HELLO, WORLD");
    }

    @Test
    void asksTheDiskOnceAndThenAgainAfterItsTime() throws IOException {
        get("/hello.txt");
        get("/hello.txt");
        get("/app/");
        get("/app/");
        get("/app");
        get("/app");
        get("/nothing");
        get("/nothing");
        get("/.hidden");
        clock.advance(StaticFiles.VALID);
        get("/hello.txt");
        get("/hello.txt");
        get("/nothing");

        assertThat(takeOutcomes())
                .containsExactly(
                        ASK_DISK, SERVED, ASK_DISK, SERVED, ASK_DISK, SERVED, ASK_DISK, NO_FILE, NO_FILE, ASK_DISK,
                        SERVED, ASK_DISK);
    }

    @Test
    void answersFromMemoryWhatNeedsNoLookAtTheFile() throws IOException {
        write("hello.txt.gz", "gzipped");
        write("big.txt", "0123456789".repeat(300_000));
        Answer first = get("/hello.txt");
        Answer gzipped = get("/hello.txt", "Accept-Encoding: gzip");
        get("/big.txt");
        takeOutcomes();

        assertThat(get("/hello.txt", "If-None-Match: " + first.header("ETag").orElseThrow())
                        .status())
                .isEqualTo(304);
        assertThat(get("/hello.txt", "If-Modified-Since: " + THEN_IN_HTTP).status())
                .isEqualTo(304);
        assertThat(get(
                                "/hello.txt",
                                "Accept-Encoding: gzip",
                                "If-None-Match: " + gzipped.header("ETag").orElseThrow())
                        .status())
                .isEqualTo(304);
        assertThat(send("HEAD /hello.txt HTTP/1.1").header("Content-Length")).contains("12");
        get("/hello.txt", "Accept-Encoding: gzip");
        assertThat(takeOutcomes()).containsOnly(SERVED);
        get("/hello.txt", "Range: bytes=0-4");
        get("/hello.txt", "If-None-Match: \"other\"");
        get("/hello.txt", "If-Modified-Since: Wed, 01 Jan 2020 00:00:01 GMT");
        get("/big.txt");
        assertThat(takeOutcomes()).containsOnly(ASK_DISK);
    }

    @Test
    void answersConditionalRequests() throws IOException {
        String tag = get("/hello.txt").header("ETag").orElseThrow();
        Answer sameTag = get("/hello.txt", "If-None-Match: " + tag);

        assertThat(sameTag.status()).isEqualTo(304);
        assertThat(sameTag.header("ETag")).contains(tag);
        assertThat(sameTag.header("Vary")).contains("Accept-Encoding");
        assertThat(sameTag.header("Cache-Control")).contains("no-cache");
        assertThat(sameTag.body()).isEmpty();
        assertThat(get("/hello.txt", "If-Modified-Since: " + THEN_IN_HTTP).status())
                .isEqualTo(304);
        assertThat(get("/hello.txt", "If-None-Match: \"other\"", "If-Modified-Since: " + THEN_IN_HTTP)
                        .status())
                .isEqualTo(200);
        assertThat(get("/hello.txt", "If-Match: \"other\"").status()).isEqualTo(412);
        assertThat(get("/app/", "If-None-Match: " + get("/app/").header("ETag").orElseThrow())
                        .status())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-4, hello, bytes 0-4/12",
        "bytes=7-, world, bytes 7-11/12",
        "bytes=-5, world, bytes 7-11/12",
        "bytes=7-99, world, bytes 7-11/12"
    })
    void answersARange(String range, String part, String contentRange) throws IOException {
        Answer answer = get("/hello.txt", "Range: " + range);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.body()).isEqualTo(part);
        assertThat(answer.header("Content-Range")).contains(contentRange);
    }

    @Test
    void answersSeveralRangesInParts() throws IOException {
        Answer answer = get("/hello.txt", "Range: bytes=0-1,10-11");

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("multipart/byteranges"));
        assertThat(answer.body()).contains("bytes 0-1/12", "bytes 10-11/12");
    }

    @Test
    void refusesARangePastTheEnd() throws IOException {
        Answer answer = get("/hello.txt", "Range: bytes=12-");

        assertThat(answer.status()).isEqualTo(416);
        assertThat(answer.header("Content-Range")).contains("bytes */12");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "items=0-1",
                "bytes=",
                "bytes=a-b",
                "bytes=0-0,1-1,2-2,3-3,4-4,5-5,6-6,7-7,8-8,9-9,0-1,1-2,2-3,3-4,4-5,5-6,6-7",
                "bytes=0-99999999999999999999"
            })
    void answersARangeThatMeansNothingByTheWholeFile(String range) throws IOException {
        assertThat(get("/hello.txt", "Range: " + range).body()).isEqualTo("hello, world");
    }

    @Test
    void answersARangeOfAnotherVersionByTheWholeFile() throws IOException {
        String tag = get("/hello.txt").header("ETag").orElseThrow();

        assertThat(get("/hello.txt", "Range: bytes=0-4", "If-Range: " + THEN_IN_HTTP)
                        .body())
                .isEqualTo("hello");
        assertThat(get("/hello.txt", "Range: bytes=0-4", "If-Range: Wed, 01 Jan 2020 00:00:01 GMT")
                        .body())
                .isEqualTo("hello, world");
        assertThat(get("/hello.txt", "Range: bytes=0-4", "If-Range: " + tag).body())
                .isEqualTo("hello, world");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "gzip|gzip",
                "br|br",
                "gzip, br|br",
                "gzip;q=1, br;q=0.5|gzip",
                "*|br",
                "br;q=0, gzip|gzip",
                "identity;q=1, gzip;q=0.5|",
                "gzip;q=0|",
                "zstd|"
            })
    void sendsTheCompressedFormTheClientLikesBest(String accepted, String sent) throws IOException {
        write("hello.txt.gz", "gzipped");
        write("hello.txt.br", "brotlied");
        Answer answer = get("/hello.txt", "Accept-Encoding: " + accepted);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.header("Content-Encoding").orElse(null)).isEqualTo(sent);
        assertThat(answer.header("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        assertThat(answer.header("Vary")).contains("Accept-Encoding");
        assertThat(answer.body()).isEqualTo(sent == null ? "hello, world" : sent.equals("br") ? "brotlied" : "gzipped");
    }

    @Test
    void sendsNoCompressedFormThatIsOlderThanItsFile() throws IOException {
        write("hello.txt.gz", "of the file before");
        Files.setLastModifiedTime(
                root.resolve("hello.txt.gz"), FileTime.from(THEN.toInstant().minusSeconds(1)));

        assertThat(get("/hello.txt", "Accept-Encoding: gzip").body()).isEqualTo("hello, world");
    }

    @Test
    void findsACompressedFormThatComesLaterAndMissesOneThatGoes() throws IOException {
        assertThat(get("/hello.txt", "Accept-Encoding: gzip").body()).isEqualTo("hello, world");
        write("hello.txt.gz", "gzipped");
        clock.advance(StaticFiles.VALID);
        assertThat(get("/hello.txt", "Accept-Encoding: gzip").body()).isEqualTo("gzipped");

        Files.delete(root.resolve("hello.txt.gz"));
        clock.advance(StaticFiles.VALID);
        assertThat(get("/hello.txt", "Accept-Encoding: gzip").body()).isEqualTo("hello, world");
    }

    private Answer get(String path, String... headers) throws IOException {
        return send("GET " + path + " HTTP/1.1", headers);
    }

    private Answer send(String requestLine, String... headers) throws IOException {
        String more = headers.length == 0 ? "" : "\r\n" + String.join("\r\n", headers);
        return RawHttp.send(connector.getLocalPort(), requestLine, "Host: localhost" + more);
    }

    private Path write(String path, String content) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.write(file, content.getBytes(ISO_8859_1));
        return Files.setLastModifiedTime(file, THEN);
    }
}
