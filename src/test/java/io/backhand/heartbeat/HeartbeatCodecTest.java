package io.backhand.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.cluster.Contexts;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.testing.FakeAgent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeartbeatCodecTest {
    private static final String IDENTITY =
            "bh=1&name=alpha&contact=http://10.0.0.7:8080&boot=1772366400000&seq=1&t=1772366400000";

    private final FakeAgent agent = new FakeAgent("alpha", "http://10.0.0.7:8080");

    @Test
    void writesHttpdsKeysFirstAndThenOurs() {
        assertThat(text(agent.says(Intent.UP, workers(6, 2))))
                .isEqualTo("v=1&ready=6&busy=2&port=8080&" + IDENTITY + "&intent=up");
    }

    @Test
    void writesEveryFigureItKnows() {
        assertThat(text(agent.says(Intent.UP, FakeAgent.MACHINE)))
                .isEqualTo("v=1&ready=400&busy=0&port=8080&est=1&" + IDENTITY
                        + "&cpus=4&load=0.75&idle=0.8125&memfree=6000000000&memtotal=8000000000&arriba=1234"
                        + "&inflight=2&idletimeout=30000&intent=up");
    }

    @Test
    void standsInForReadyAndBusyWhereTheyAreNotKnown() throws Exception {
        Announcement announcement = agent.says(Intent.UP, Figures.NONE);

        assertThat(text(announcement)).startsWith("v=1&ready=100&busy=0&port=8080&est=1&");
        assertThat(roundTrip(announcement).heartbeat().figures()).isEqualTo(Figures.NONE);
    }

    @ParameterizedTest
    @CsvSource({"DRAINING", "SICK", "LEAVING"})
    void tellsHttpdThatNobodyIsReadyWhereNoRequestIsWanted(Intent intent) throws Exception {
        Announcement announcement = agent.says(intent, workers(6, 2));

        assertThat(text(announcement)).startsWith("v=1&ready=0&busy=2&");
        Figures decoded = roundTrip(announcement).heartbeat().figures();
        assertThat(decoded.ready()).isEmpty();
        assertThat(decoded.busy()).hasValue(2);
    }

    @Test
    void leavesOutAFigureOutOfItsRange() throws Exception {
        Figures nonsense = new Figures(
                OptionalInt.of(0),
                OptionalDouble.of(-1),
                OptionalDouble.of(Double.NaN),
                OptionalLong.of(-1),
                OptionalLong.of(Long.MAX_VALUE),
                OptionalLong.of(0),
                OptionalInt.of(-1),
                OptionalInt.of(3),
                OptionalInt.of(-5),
                OptionalLong.of(-1));

        assertThat(roundTrip(agent.says(Intent.UP, nonsense)).heartbeat().figures())
                .isEqualTo(Figures.NONE);
    }

    @Test
    void refusesToWriteMoreThanAThousandBytes() {
        FakeAgent longWinded = new FakeAgent("alpha", "http://" + "a.".repeat(450) + "example:8080");

        assertThatThrownBy(() -> HeartbeatCodec.encode(longWinded.says(Intent.UP, Figures.NONE), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching(
                        "a heartbeat takes at most 1000 bytes, this one \\d+: shorten name or contact, or drain fewer contexts");
    }

    @Test
    void namesTheContextsThatAreDrainedAlone() throws Exception {
        Announcement announcement = draining(new Contexts(List.of("/shop", "/büro/app")));

        assertThat(text(announcement)).endsWith("&intent=up&draining=/b%C3%BCro/app%2C/shop");
        assertThat(roundTrip(announcement).heartbeat()).isEqualTo(announcement.heartbeat());
    }

    @Test
    void hasNoRoomForContextsThatMakeItLongerThanAThousandBytes() {
        Contexts many = new Contexts(
                IntStream.range(0, 64).mapToObj(number -> "/context" + number).toList());

        assertThatThrownBy(() -> HeartbeatCodec.encode(draining(many), Optional.empty()))
                .hasMessageContaining("drain fewer contexts");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "/", "/app/", "/a,,/b", "/a%2C", "/a%20b", "/%25", "/%00", "/%C3", "/..", "/a;b"})
    void refusesWhatIsNoContext(String list) {
        assertThatThrownBy(() -> decode(IDENTITY + "&draining=" + list))
                .isInstanceOf(RefusedException.class)
                .hasMessageContaining("draining must be context paths such as /app");
    }

    private Announcement draining(Contexts contexts) {
        Heartbeat up = agent.says(Intent.UP, FakeAgent.MACHINE).heartbeat();
        return new Announcement(
                new Heartbeat(up.id(), up.contact(), up.source(), up.intent(), contexts, up.figures()), 1, 2, 3);
    }

    @Test
    void skipsKeysItDoesNotKnow() throws Exception {
        assertThat(decode(IDENTITY + "&colour=blue%20green")).isInstanceOf(Datagram.Native.class);
    }

    @Test
    void needsNothingButTheIdentity() throws Exception {
        Datagram.Native decoded = (Datagram.Native) decode(IDENTITY);

        assertThat(decoded.announcement().heartbeat().intent()).isEqualTo(Intent.UP);
        assertThat(decoded.announcement().heartbeat().figures()).isEqualTo(Figures.NONE);
        assertThat(decoded.signature()).isEmpty();
    }

    @Test
    void findsTheSignedPart() throws Exception {
        byte[] signed = agent.beat(TestKeys.OURS);

        Datagram.Native decoded = (Datagram.Native) HeartbeatCodec.decode(signed, signed.length);

        assertThat(decoded.signature().orElseThrow().signedBytes()).isEqualTo(signed.length - "&mac=".length() - 64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=1&ready=16&busy=0",
                "busy=0&ready=16&v=1",
                "V=1&Ready=16&BUSY=0",
                "v=%31&ready=1%36&busy=0",
                "v=1&ready=16&busy=0&other=x"
            })
    void readsHttpdsOwn(String text) throws Exception {
        assertThat(decode(text)).isEqualTo(new Datagram.Httpd(16, 0, OptionalInt.empty()));
    }

    @Test
    void readsThePortThatTomcatAdds() throws Exception {
        assertThat(decode("v=1&ready=75&busy=1&port=8009")).isEqualTo(new Datagram.Httpd(75, 1, OptionalInt.of(8009)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bh=2&name=alpha", "bh=&name=alpha", "bh=1.0", "v=2&ready=1&busy=0"})
    void refusesAnotherVersionBeforeItLooksAtAnyValue(String text) {
        assertRefused(text, Refusal.VERSION);
    }

    @ParameterizedTest
    @CsvSource({"ready,abc", "ready,-1", "ready,2147483648", "ready,", "busy,1e3", "port,0", "port,65536"})
    void refusesAWrongValueInHttpdsFormat(String key, String value) {
        assertRefused(
                "v=1&ready=1&busy=0&port=80".replaceAll("(?<=" + key + "=)\\d+", value == null ? "" : value),
                Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"v=1&ready=1", "v=1&busy=1", "ready=1&busy=1", "HTTP/1.0 200 OK", "a", "=", "&", "v=1&&b=2"})
    void refusesWhatIsNoHeartbeat(String text) {
        assertRefused(text, Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "load=high",
                "load=-1",
                "load=1e3",
                "load=NaN",
                "load=.5",
                "load=5.",
                "load=1000000.1",
                "idle=1.01",
                "cpus=0",
                "cpus=100001",
                "memfree=0x10",
                "memtotal=9999999999999999999",
                "arriba=0",
                "inflight=+1",
                "intent=UP",
                "intent=idle",
                "idletimeout=-1",
                "est=2",
                "port=0"
            })
    void refusesAValueOutOfItsRange(String pair) {
        assertRefused(IDENTITY + "&" + pair, Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"name=", "name=a/b", "contact=ftp://h:1", "contact=http://h:1/x", "boot=x", "seq=-1", "t=soon"})
    void refusesAWrongIdentity(String pair) {
        String key = pair.substring(0, pair.indexOf('='));
        assertRefused(IDENTITY.replaceAll("(?<=&)" + key + "=[^&]*", pair), Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"name", "contact", "boot", "seq", "t"})
    void refusesAMissingIdentity(String key) {
        assertThatThrownBy(() -> decode(IDENTITY.replaceAll("&" + key + "=[^&]*", "")))
                .isInstanceOf(RefusedException.class)
                .hasMessage(key + " is missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"&name=beta", "&NAME=alpha", "&n%61me=alpha", "&bh=1"})
    void refusesARepeatedKey(String again) {
        assertRefused(IDENTITY + again, Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&x=%", "&x=%4", "&x=%zz", "&x=%4&y=1", "&x=a b", "&x=a\n", "&x=\u00e9", "&%=1"})
    void refusesABrokenEncoding(String broken) {
        assertRefused(IDENTITY + broken, Refusal.MALFORMED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"&mac=abc", "&MAC=%s", "&m%%61c=%s", "&mac=%s&x=1", "&mac=%s&mac=%s", "&mac=%%30%s"})
    void refusesASignatureThatIsNotPlainAndLast(String form) {
        String mac = "0".repeat(64);
        assertRefused(IDENTITY + form.formatted(mac, mac), Refusal.MALFORMED);
    }

    @Test
    void takesAThousandBytesAndNotOneMore() throws Exception {
        String full = IDENTITY + "&x=" + "y".repeat(1000 - IDENTITY.length() - 3);

        assertThat(decode(full)).isInstanceOf(Datagram.Native.class);
        assertRefused(full + "y", Refusal.SIZE);
        assertRefused("", Refusal.SIZE);
    }

    @Test
    void saysWhatWasWantedAndWhatCameWithNothingUnescaped() {
        assertThatThrownBy(() -> decode(IDENTITY + "&load=high%0a%1b[31m\\\""))
                .hasMessage("load must be a number from 0 to 1000000, was \"high\\x0a\\x1b[31m\\\\\\\"\"");
    }

    private static Figures workers(int ready, int busy) {
        Figures none = Figures.NONE;
        return new Figures(
                none.cpus(),
                none.load(),
                none.idle(),
                none.memoryFreeBytes(),
                none.memoryTotalBytes(),
                none.arriba(),
                OptionalInt.of(ready),
                OptionalInt.of(busy),
                none.inFlight(),
                none.idleTimeoutMillis());
    }

    private static String text(Announcement announcement) {
        return new String(HeartbeatCodec.encode(announcement, Optional.empty()), StandardCharsets.US_ASCII);
    }

    private static Announcement roundTrip(Announcement announcement) throws RefusedException {
        return ((Datagram.Native) decode(text(announcement))).announcement();
    }

    private static Datagram decode(String text) throws RefusedException {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        return HeartbeatCodec.decode(bytes, bytes.length);
    }

    private static void assertRefused(String text, Refusal reason) {
        assertThatThrownBy(() -> decode(text))
                .isInstanceOfSatisfying(RefusedException.class, refused -> assertThat(refused.reason())
                        .isEqualTo(reason));
    }
}
