package io.backhand.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.Backends;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class RequestLedgerTest {
    private final RequestLedger.Account account = new RequestLedger().account(new BackendId("alpha"));

    @Test
    void countsWhatIsUnderWayAndHowItEnded() {
        for (int i = 0; i < 4; i++) {
            account.started();
        }
        account.finished(1000);
        account.failed();
        account.abandoned();

        assertThat(account.inFlight()).isEqualTo(1);
        assertThat(account.requests()).isEqualTo(4);
        assertThat(account.failures()).isEqualTo(1);
    }

    @Test
    void latencyIsUnknownThenTheFirstThenAMovingMean() {
        assertThat(account.latencyNanos()).isEqualTo(-1);
        account.finished(1600);
        assertThat(account.latencyNanos()).isEqualTo(1600);
        account.finished(0);
        assertThat(account.latencyNanos()).isEqualTo(1500);
    }

    @Test
    void isOutUntilTheMomentNamedAcrossTheOverflow() {
        long now = Long.MAX_VALUE;
        assertThat(account.isOut(now)).isFalse();
        account.health().refused(now, now, "refused");

        assertThat(account.isOut(now + Exclusion.FIRST_NANOS - 1)).isTrue();
        assertThat(account.isOut(now + Exclusion.FIRST_NANOS)).isFalse();
    }

    @Test
    void whatIsInFlightIsTheSameWhileItIsOut() {
        account.started();
        account.health().refused(0, 0, "refused");
        account.started();

        assertThat(account.inFlight()).isEqualTo(2);
    }

    @Test
    void losesNoCountBetweenThreads() throws InterruptedException {
        CountDownLatch together = new CountDownLatch(1);
        Thread[] threads = new Thread[4];
        for (int i = 0; i < threads.length; i++) {
            threads[i] = new Thread(() -> {
                awaitUnchecked(together);
                for (int j = 0; j < 10_000; j++) {
                    account.started();
                    account.started();
                    account.failed();
                }
            });
            threads[i].start();
        }
        together.countDown();
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(account.inFlight()).isEqualTo(40_000);
        assertThat(account.requests()).isEqualTo(80_000);
    }

    @Test
    void aBackendKnowsWhatWasSentSinceItsHeartbeat() {
        account.started();
        account.started();
        Backend backend = Backend.heard(Backends.heard("alpha").heartbeat(), 0, account);
        assertThat(backend.inFlightSinceHeartbeat()).isZero();

        account.started();
        assertThat(backend.inFlightSinceHeartbeat()).isEqualTo(1);
        account.abandoned();
        account.abandoned();
        assertThat(backend.inFlightSinceHeartbeat()).isEqualTo(-1);
    }

    private static void awaitUnchecked(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
