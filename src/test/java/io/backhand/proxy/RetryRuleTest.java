package io.backhand.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.proxy.RetryRule.Verdict;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.io.EOFException;
import org.eclipse.jetty.http.HttpFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetryRuleTest {
    @ParameterizedTest
    @CsvSource({
        "NOT_SENT, CONNECT, true, ANOTHER_BACKEND",
        "NOT_SENT, CONNECT, false, ANOTHER_BACKEND",
        "NOT_SENT, OVERLOADED, false, ANOTHER_BACKEND",
        "NOT_SENT, BAD_REQUEST, true, GIVE_UP",
        "NOT_SENT_ON_REUSED_CONNECTION, BROKEN, true, FRESH_CONNECTION",
        "NOT_SENT_ON_REUSED_CONNECTION, BROKEN, false, FRESH_CONNECTION",
        "NOT_SENT_ON_REUSED_CONNECTION, BAD_REQUEST, true, GIVE_UP",
        "SENT_ON_REUSED_CONNECTION, BROKEN, true, FRESH_CONNECTION",
        "SENT_ON_REUSED_CONNECTION, BROKEN, false, GIVE_UP",
        "SENT_ON_FRESH_CONNECTION, BROKEN, true, ANOTHER_BACKEND",
        "SENT_ON_FRESH_CONNECTION, BROKEN, false, GIVE_UP",
        "SENT_ON_REUSED_CONNECTION, TIMEOUT, true, GIVE_UP",
        "SENT_ON_FRESH_CONNECTION, TIMEOUT, true, GIVE_UP",
        "SENT_ON_FRESH_CONNECTION, CLIENT, true, GIVE_UP",
        "RESPONSE_BEGUN, BROKEN, true, GIVE_UP",
        "RESPONSE_BEGUN, GARBAGE, true, GIVE_UP",
    })
    void followsTheTable(Progress progress, Reason reason, boolean repeatable, Verdict verdict) {
        assertThat(RetryRule.after(failure(progress, reason), repeatable, true)).isEqualTo(verdict);
    }

    @ParameterizedTest
    @EnumSource
    void neverSendsABodyThatIsPartlyGone(Progress progress) {
        assertThat(RetryRule.after(failure(progress, Reason.BROKEN), true, false))
                .isEqualTo(Verdict.GIVE_UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE"})
    void repeatsIdempotentMethods(String method) {
        assertThat(RetryRule.isRepeatable(method, HttpFields.EMPTY)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PATCH", "get", "PURGE"})
    void doesNotRepeatOthers(String method) {
        assertThat(RetryRule.isRepeatable(method, HttpFields.EMPTY)).isFalse();
    }

    @Test
    void repeatsWhatCarriesAnIdempotencyKey() {
        assertThat(RetryRule.isRepeatable("POST", HttpFields.build().add("idempotency-key", "\"8e03978e\"")))
                .isTrue();
    }

    private static UpstreamFailure failure(Progress progress, Reason reason) {
        return new UpstreamFailure(progress, reason, new EOFException());
    }
}
