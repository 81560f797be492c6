package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class UnknownDatagramsTest {
    private static final InetAddress SENDER = InetAddress.getLoopbackAddress();
    private static final byte[] DATAGRAM = {'a', 0, (byte) 0xff, '\n'};

    private final ManualClock clock = new ManualClock();

    @Test
    void showsAllBytesOfADatagramAndWhoSentIt() {
        UnknownDatagrams unknown = new UnknownDatagrams(2, clock);

        assertThat(unknown.lineOn(DATAGRAM, 3, SENDER))
                .hasValue("unknown datagram 1 of 2 from 127.0.0.1, 3 bytes: 6100ff");
    }

    @Test
    void showsNoMoreThanItIsAskedFor() {
        UnknownDatagrams unknown = new UnknownDatagrams(2, clock);

        for (int i = 1; i <= 2; i++) {
            assertThat(unknown.lineOn(DATAGRAM, 4, SENDER)).isPresent();
            clock.advance(UnknownDatagrams.LINE_EVERY);
        }
        assertThat(unknown.lineOn(DATAGRAM, 4, SENDER)).isEmpty();
        assertThat(new UnknownDatagrams(0, clock).lineOn(DATAGRAM, 4, SENDER)).isEmpty();
    }

    @Test
    void passesOverThoseThatComeTooFast() {
        UnknownDatagrams unknown = new UnknownDatagrams(9, clock);

        assertThat(unknown.lineOn(DATAGRAM, 4, SENDER)).isPresent();
        clock.advance(UnknownDatagrams.LINE_EVERY.minusNanos(1));
        assertThat(unknown.lineOn(DATAGRAM, 4, SENDER)).isEmpty();
        clock.advance(UnknownDatagrams.LINE_EVERY);
        assertThat(unknown.lineOn(DATAGRAM, 4, SENDER)).isPresent();
    }

    @Test
    void showsTheFirstThousandBytes() {
        UnknownDatagrams unknown = new UnknownDatagrams(9, clock);

        assertThat(unknown.lineOn(new byte[1001], 1001, SENDER))
                .hasValue("unknown datagram 1 of 9 from 127.0.0.1, more than 1000 bytes, the first of them: "
                        + "00".repeat(1000));
        clock.advance(UnknownDatagrams.LINE_EVERY);
        assertThat(unknown.lineOn(new byte[1001], 1000, SENDER))
                .hasValue("unknown datagram 2 of 9 from 127.0.0.1, 1000 bytes: " + "00".repeat(1000));
    }
}
