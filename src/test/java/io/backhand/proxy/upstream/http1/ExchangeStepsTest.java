package io.backhand.proxy.upstream.http1;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.upstream.http1.ExchangeSteps.Then;
import org.junit.jupiter.api.Test;

class ExchangeStepsTest {
    private final ExchangeSteps steps = new ExchangeSteps();

    @Test
    void letsTheConnectionGoWhenTheSecondOfTheTwoDirectionsHasEnded() {
        steps.beginSending();
        steps.lastWrite();

        assertThat(steps.requestSent()).isEqualTo(Then.NOTHING);
        assertThat(steps.responseDone(true)).isEqualTo(Then.LET_GO);
    }

    @Test
    void waitsForTheLastWriteWhereTheResponseIsThereFirst() {
        steps.beginSending();
        steps.lastWrite();

        assertThat(steps.responseDone(true)).isEqualTo(Then.AWAIT_LAST_WRITE);
        assertThat(steps.requestSent()).isEqualTo(Then.LET_GO);
    }

    @Test
    void closesWhereTheResponseEndsBeforeTheRequest() {
        steps.beginSending();

        assertThat(steps.responseDone(true)).isEqualTo(Then.CLOSE);
        assertThat(steps.requestSent()).isEqualTo(Then.NOTHING);
        assertThat(steps.kill()).isFalse();
    }

    @Test
    void closesWhereTheConnectionIsNotToBeUsedAgain() {
        steps.beginSending();
        steps.requestSent();

        assertThat(steps.responseDone(false)).isEqualTo(Then.CLOSE);
    }

    @Test
    void readsWhatTheBackendHasSaidWhereTheRequestBreaks() {
        steps.beginSending();
        steps.lastWrite();

        assertThat(steps.requestBroke()).isEqualTo(Then.AWAIT_LAST_WORDS);
        assertThat(steps.responseDone(true)).isEqualTo(Then.CLOSE);
    }

    @Test
    void closesWhereTheLastWriteBreaksAfterTheResponse() {
        steps.beginSending();
        steps.lastWrite();
        steps.responseDone(true);

        assertThat(steps.requestBroke()).isEqualTo(Then.CLOSE);
    }

    @Test
    void isKilledOnce() {
        steps.beginSending();

        assertThat(steps.kill()).isTrue();
        assertThat(steps.kill()).isFalse();
        assertThat(steps.end()).isEqualTo(Then.NOTHING);
        assertThat(steps.responseDone(true)).isEqualTo(Then.NOTHING);
        assertThat(steps.requestBroke()).isEqualTo(Then.NOTHING);
    }

    @Test
    void isNotKilledWhenItsConnectionMayBeAnothers() {
        steps.beginSending();
        steps.requestSent();
        steps.responseDone(true);

        assertThat(steps.kill()).isFalse();
        assertThat(steps.end()).isEqualTo(Then.NOTHING);
    }

    @Test
    void isNotSentWhenItIsDead() {
        steps.kill();

        assertThat(steps.beginSending()).isFalse();
        assertThat(steps.isSending()).isFalse();
    }

    @Test
    void goesElsewhereWhereItsConnectionWasStale() {
        assertThat(steps.markStale()).isTrue();
        assertThat(steps.beginSending()).isFalse();
        assertThat(steps.forgetStale()).isTrue();
        assertThat(steps.beginSending()).isTrue();
        assertThat(steps.markStale()).isFalse();
    }

    @Test
    void goesNowhereWhereItIsDead() {
        steps.markStale();
        steps.kill();

        assertThat(steps.forgetStale()).isFalse();
    }

    @Test
    void tellsOnce() {
        assertThat(steps.tell()).isTrue();
        assertThat(steps.tell()).isFalse();
    }
}
