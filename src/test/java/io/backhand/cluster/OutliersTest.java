package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.Backends;
import io.backhand.testing.ManualClock;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OutliersTest {
    private final ManualClock clock = new ManualClock();
    private final Cluster cluster = new Cluster(new HeartbeatTable(64), List.of(), Optional.empty(), clock);

    @ParameterizedTest
    @CsvSource({"1, 0", "2, 1", "3, 1", "5, 1", "6, 2", "9, 3", "10, 3"})
    void keepsOutAThirdAtMostButOneAlwaysAndNeverTheLast(int pool, int most) {
        join(pool);
        for (int i = 0; i < pool; i++) {
            answerFiveTimes(i, 500);
        }

        assertThat(out()).isEqualTo(most);
    }

    @Test
    void doesNotKeepOutTheLastThatIsLeft() {
        join(3);
        refuse(0);
        refuse(1);
        answerFiveTimes(2, 500);

        assertThat(backend(2).account().isOut(clock.nanoTime())).isFalse();
        assertThat(out()).isEqualTo(2);
    }

    @Test
    void countsOnlyThoseWhoCouldTakeRequests() {
        join(4);
        hear(Backends.heard("b4").intent(Intent.DRAINING));
        hear(Backends.heard("b5").intent(Intent.SICK));
        answerFiveTimes(0, 500);
        answerFiveTimes(1, 500);

        assertThat(out()).as("of four, not of six").isEqualTo(1);
    }

    @Test
    void refusalsHaveNoCap() {
        join(4);
        for (int i = 0; i < 4; i++) {
            refuse(i);
        }

        assertThat(out()).isEqualTo(4);
    }

    @Test
    void oneThatMayNotBeKeptOutIsJudgedAnewAfterFiveMore() {
        join(3);
        answerFiveTimes(0, 500);
        answerFiveTimes(1, 500);
        assertThat(out()).isEqualTo(1);
        passProbation(0);
        answerFiveTimes(1, 500);

        assertThat(backend(1).account().isOut(clock.nanoTime())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 502, 503, 504, 599})
    void theServersOwnErrorsAreBadAnswers(int status) {
        join(2);
        answerFiveTimes(0, status);

        assertThat(out()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 404, 429, 499, 501, 505, 508})
    void whatAClientCanBringAboutIsNone(int status) {
        join(2);
        answerFiveTimes(0, status);
        answerFiveTimes(0, status);

        assertThat(out()).isZero();
    }

    @Test
    void troubleIsToldOnceEachWay() {
        List<String> told = new ArrayList<>();
        cluster.addListener(new ClusterListener() {
            @Override
            public void keptOut(Backend backend, String why) {
                told.add(backend.id() + " out: " + why);
            }

            @Override
            public void takenBack(Backend backend, Duration troubled) {
                told.add(backend.id() + " back after " + troubled.toSeconds() + " s");
            }
        });
        join(2);
        answerFiveTimes(0, 500);
        cluster.look();
        cluster.look();
        clock.advance(Duration.ofSeconds(1));
        answer(0, 500);
        cluster.look();
        clock.advance(Duration.ofSeconds(2));
        cluster.look();
        passProbation(0);
        cluster.look();
        cluster.look();
        cluster.tellListeners();

        assertThat(told).containsExactly("b0 out: 5 bad answers in a row, the last: answered 500", "b0 back after 3 s");
    }

    @Test
    void oneThatLeavesAndJoinsAgainIsOnProbationAtOnce() {
        join(1);
        refuse(0);
        hear(Backends.heard("b0").intent(Intent.LEAVING));
        join(1);

        assertThat(out()).isZero();
        backend(0).account().started();
        assertThat(out()).isEqualTo(1);
    }

    @Test
    void requestsThatWereAnsweredOrEndedWaitNoMore() {
        join(1);
        cluster.look();
        cluster.outliers().sent(backend(0));
        cluster.outliers().sent(backend(0));
        cluster.outliers().begun(backend(0), clock.nanoTime(), 200);
        cluster.outliers().ended(backend(0));
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(100));
            cluster.look();
        }

        assertThat(out()).isZero();
    }

    private void join(int count) {
        for (int i = 0; i < count; i++) {
            hear(Backends.heard("b" + i));
        }
    }

    private void hear(Backends backend) {
        cluster.hear(backend.heartbeat(), new Sender(InetAddress.getLoopbackAddress(), true));
    }

    private Backend backend(int number) {
        return cluster.backend(new BackendId("b" + number)).orElseThrow();
    }

    private void refuse(int number) {
        cluster.outliers().refused(backend(number), clock.nanoTime(), "refused");
    }

    private void answerFiveTimes(int number, int status) {
        for (int i = 0; i < 5; i++) {
            answer(number, status);
        }
    }

    private void answer(int number, int status) {
        cluster.outliers().sent(backend(number));
        if (cluster.outliers().begun(backend(number), clock.nanoTime(), status)) {
            cluster.outliers().endedWell(backend(number));
        }
    }

    private void passProbation(int number) {
        for (int i = 0; i < 15; i++) {
            answer(number, 200);
        }
    }

    private long out() {
        return cluster.backends().stream()
                .filter(backend -> backend.account().isOut(clock.nanoTime()))
                .count();
    }
}
