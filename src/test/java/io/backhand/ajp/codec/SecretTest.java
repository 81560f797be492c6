package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretTest {
    private static final ForwardRequestReader READER =
            new ForwardRequestReader(100, Secret.of("s3cret".getBytes(US_ASCII)), Pattern.compile(""));

    @Test
    void whoShowsItIsRead() throws Exception {
        assertThat(READER.read(RequestPacket.get()
                                .attribute(AttributeCode.QUERY_STRING, "q")
                                .attribute(AttributeCode.SECRET, "s3cret")
                                .buffer())
                        .query())
                .contains("q");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "s3cre", "s3creT", "s3crett", "S3cret"})
    void aWrongOneIsAStrangers(String wrong) {
        assertStranger(RequestPacket.get().attribute(AttributeCode.SECRET, wrong));
    }

    @Test
    void noneAndNullAreAStrangers() {
        assertStranger(RequestPacket.get());
        assertStranger(RequestPacket.get().attribute(AttributeCode.SECRET, null));
        assertStranger(RequestPacket.get().field("secret", "s3cret").attribute("secret", "s3cret"));
    }

    @Test
    void eachOfTwoMustBeRight() {
        assertStranger(
                RequestPacket.get().attribute(AttributeCode.SECRET, "s3cret").attribute(AttributeCode.SECRET, "other"));
        assertStranger(
                RequestPacket.get().attribute(AttributeCode.SECRET, "other").attribute(AttributeCode.SECRET, "s3cret"));
        assertThat(Refusals.of(
                                READER,
                                RequestPacket.get()
                                        .attribute(AttributeCode.SECRET, "s3cret")
                                        .attribute(AttributeCode.SECRET, "s3cret")
                                        .buffer())
                        .status())
                .isEqualTo(400);
    }

    @Test
    void aStrangerLearnsNothingElse() {
        assertStranger(RequestPacket.get().method(0));
        assertStranger(RequestPacket.get().uri("http://a.example/"));
        assertStranger(RequestPacket.get().field("", "\n"));
        assertStranger(RequestPacket.get().attribute("javax.servlet.include.request_uri", "/"));
        assertStranger(RequestPacket.get().end());
        assertStranger(RequestPacket.get().end(0x0C, 0, 6, 's', '3'));
        assertStranger(RequestPacket.get().end(99, 0xFF));
    }

    @Test
    void whoHasShownItLearnsWhatIsWrong() {
        RefusedRequestException refusal = Refusals.of(
                READER,
                RequestPacket.get()
                        .attribute(AttributeCode.SECRET, "s3cret")
                        .end(5, 0, 9)
                        .buffer());

        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.isFromStranger()).isFalse();
    }

    @Test
    void whereNoneIsWantedOneIsPassedOver() throws Exception {
        ForwardRequestReader open = new ForwardRequestReader(100, Secret.NONE, Pattern.compile(""));

        assertThat(open.read(RequestPacket.get()
                                .attribute(AttributeCode.SECRET, "anything")
                                .buffer())
                        .uri())
                .isEqualTo("/shop");
    }

    @Test
    void isNotEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> Secret.of(new byte[0]));
    }

    private static void assertStranger(RequestPacket packet) {
        RefusedRequestException refusal = Refusals.of(READER, packet.buffer());

        assertThat(refusal.isFromStranger()).isTrue();
        assertThat(refusal.status()).isEqualTo(403);
    }
}
