package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HealthTest {
    private static final Duration LOOK = Duration.ofMillis(100);

    private final ManualClock clock = new ManualClock();
    private final RequestLedger.Account account = new RequestLedger().account(new BackendId("alpha"));
    private final Health health = account.health();

    @Test
    void oneThatRefusesIsOutForASecondAndThenOnProbation() {
        refuse();

        assertThat(isOut()).isTrue();
        assertThat(trouble()).isEqualTo("refused");
        clock.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(isOut()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(isOut()).isFalse();
        assertThat(trouble()).isEqualTo("on probation: refused");
    }

    @Test
    void probationAdmitsOneThenTwoThenFourThenEightThenAll() {
        refuse();
        clock.advance(Duration.ofSeconds(1));
        for (int round : new int[] {1, 2, 4, 8}) {
            for (int i = 0; i < round; i++) {
                assertThat(isOut()).as("%d of %d", i, round).isFalse();
                account.started();
            }
            assertThat(isOut()).as("%d are enough", round).isTrue();
            for (int i = 0; i < round; i++) {
                answerWell(clock.nanoTime());
            }
        }
        for (int i = 0; i < 100; i++) {
            account.started();
        }

        assertThat(isOut()).isFalse();
        assertThat(health.trouble(clock.nanoTime())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 4", "3, 8", "4, 16", "5, 30", "9, 30"})
    void oneThatFailsItsProbationIsOutTwiceAsLong(int failures, long seconds) {
        refuse();
        for (int i = 0; i < failures; i++) {
            clock.advance(Duration.ofSeconds(30));
            account.started();
            refuse();
        }

        clock.advance(Duration.ofSeconds(seconds).minusNanos(1));
        assertThat(isOut()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(isOut()).isFalse();
    }

    @Test
    void oneThatPassedItsProbationBeginsWithASecondAgain() {
        refuse();
        clock.advance(Duration.ofSeconds(1));
        refuse();
        clock.advance(Duration.ofSeconds(2));
        for (int i = 0; i < 15; i++) {
            answerWell(clock.nanoTime());
        }
        refuse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(isOut()).isFalse();
    }

    @Test
    void manyRefusalsAtOnceAreOne() {
        long tried = clock.nanoTime();
        for (int i = 0; i < 10; i++) {
            refuse();
        }
        clock.advance(Duration.ofSeconds(1));
        health.refused(tried - 1, clock.nanoTime(), "refused late");

        assertThat(isOut()).isFalse();
        assertThat(health.ejections()).isEqualTo(1);
    }

    @Test
    void fiveBadAnswersInARowAreTooMany() {
        for (int i = 0; i < 4; i++) {
            assertThat(answerBadly()).isFalse();
        }
        assertThat(answerBadly()).isTrue();
        assertThat(isOut()).as("that is for the pool to say").isFalse();

        health.eject(clock.nanoTime(), "bad");
        assertThat(isOut()).isTrue();
    }

    @Test
    void aGoodAnswerBetweenBreaksTheRow() {
        for (int i = 0; i < 4; i++) {
            answerBadly();
        }
        health.endedWell();

        assertThat(answerBadly()).isFalse();
    }

    @Test
    void oneBadAnswerOnProbationKeepsItOutTwiceAsLong() {
        health.eject(clock.nanoTime(), "bad");
        clock.advance(Duration.ofSeconds(1));
        account.started();
        answerBadly();

        clock.advance(Duration.ofSeconds(2).minusNanos(1));
        assertThat(isOut()).isTrue();
        clock.advance(Duration.ofNanos(1));
        assertThat(isOut()).isFalse();
    }

    @Test
    void whatWasTriedBeforeItWasKeptOutSaysNothingNew() {
        long before = clock.nanoTime() - 1;
        health.eject(clock.nanoTime(), "bad");
        clock.advance(Duration.ofSeconds(1));
        account.started();
        health.answeredBadly(before, clock.nanoTime(), "bad");
        answerWell(before);
        health.undecided(before);

        assertThat(isOut()).as("its one request is still under way").isTrue();
        answerWell(clock.nanoTime());
        assertThat(isOut()).isFalse();
        assertThat(health.ejections()).isEqualTo(1);
    }

    @Test
    void oneThatSaysNothingOnProbationGivesItsPlaceBack() {
        health.eject(clock.nanoTime(), "bad");
        clock.advance(Duration.ofSeconds(1));
        account.started();
        assertThat(isOut()).isTrue();

        health.undecided(clock.nanoTime());
        assertThat(isOut()).isFalse();
    }

    @Test
    void oneThatIsSaidToBeThereIsOnProbationAtOnce() {
        refuse();
        health.tryNow(clock.nanoTime());
        assertThat(isOut()).isFalse();

        account.started();
        assertThat(isOut()).isTrue();
    }

    @Test
    void itStallsWithinASecondWithoutAByteWhileARequestWaits() {
        look(1);
        health.waits();
        look(8);
        assertThat(isOut()).isFalse();
        assertThat(health.isSuspect()).isTrue();
        look(1);

        assertThat(isOut()).isTrue();
        assertThat(trouble()).isEqualTo("requests wait there, and nothing comes");
        look(100);
        assertThat(isOut()).isTrue();
    }

    @Test
    void aByteEndsTheStallAtOnce() {
        look(1);
        health.waits();
        look(20);
        health.heard();

        assertThat(isOut()).isFalse();
        look(9);
        assertThat(isOut()).as("the look in which it came does not count").isFalse();
        look(1);
        assertThat(isOut()).isTrue();
    }

    @Test
    void itDoesNotStallWhileBytesComeOrNobodyWaits() {
        health.waits();
        for (int i = 0; i < 100; i++) {
            health.heard();
            look(5);
        }
        assertThat(isOut()).isFalse();

        health.waitsNoMore();
        look(100);
        assertThat(isOut()).isFalse();
    }

    @Test
    void itStaysStalledThoughNobodyWaitsAnyMoreUntilItAnswers() {
        look(1);
        health.waits();
        look(20);
        health.waitsNoMore();
        look(20);

        assertThat(isOut()).isTrue();
        assertThat(health.isSuspect()).isTrue();
        health.heard();
        assertThat(isOut()).isFalse();
    }

    @Test
    void aPauseOfTheBalancersOwnIsNotLaidToIt() {
        look(1);
        health.waits();
        for (int i = 0; i < 4; i++) {
            clock.advance(Duration.ofMinutes(1));
            health.look(clock.nanoTime());
        }

        assertThat(isOut()).isFalse();
    }

    @Test
    void theEndOfAStallLeavesItOutWhereSomethingElseKeepsItOut() {
        look(1);
        health.waits();
        look(20);
        refuse();
        health.heard();

        assertThat(isOut()).isTrue();
        assertThat(trouble()).isEqualTo("refused");
    }

    @Test
    void oneThatIsCheckedBadlyIsOutUntilItIsCheckedWell() {
        health.checkedBadly("check of /: answered 500");
        clock.advance(Duration.ofHours(1));
        assertThat(isOut()).isTrue();
        assertThat(trouble()).isEqualTo("check of /: answered 500");

        health.checkedWell(clock.nanoTime());
        assertThat(isOut()).isFalse();
    }

    @Test
    void aGoodCheckBeginsTheProbationOfOneThatRefusedButNotOfOneThatAnswersBadly() {
        refuse();
        health.checkedWell(clock.nanoTime());
        assertThat(isOut()).isFalse();
        assertThat(trouble()).isEqualTo("on probation: refused");

        answerBadly();
        assertThat(isOut()).isTrue();
        health.checkedWell(clock.nanoTime());
        assertThat(isOut()).isTrue();
    }

    private void refuse() {
        health.refused(clock.nanoTime(), clock.nanoTime(), "refused");
    }

    private boolean answerBadly() {
        return health.answeredBadly(clock.nanoTime(), clock.nanoTime(), "bad");
    }

    private void answerWell(long triedAtNanos) {
        health.answeredWell(triedAtNanos, clock.nanoTime());
    }

    private boolean isOut() {
        return account.isOut(clock.nanoTime());
    }

    private String trouble() {
        return health.trouble(clock.nanoTime()).orElse("none");
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            clock.advance(LOOK);
            health.look(clock.nanoTime());
        }
    }
}
