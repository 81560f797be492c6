package io.backhand.health;

import io.backhand.cluster.Backend;
import io.backhand.cluster.NanoClock;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;

/**
 * A backend that is asked regularly whether it serves: two bad answers in a row make it one that does not, and a good
 * one makes it one that does, as an agent has it.
 *
 * <p>Thread-safe: one thread asks, and any brings the answer.
 */
final class CheckedBackend implements Probe.Outcome {
    private static final int BAD_IN_A_ROW = 2;

    private final Backend backend;
    private final Check check;
    private final NanoClock clock;
    private long askedAtNanos;
    private boolean wasAsked;
    private boolean answerIsDue;
    private int bad;

    CheckedBackend(Backend backend, Check check, NanoClock clock) {
        this.backend = backend;
        this.check = check;
        this.clock = clock;
    }

    /** Asks, where it is time to and no answer is due. */
    void askInTime(Upstream upstream) {
        if (isTime()) {
            Probe.get(upstream, backend.contact(), check.target(), this);
        }
    }

    private synchronized boolean isTime() {
        long now = clock.nanoTime();
        if (answerIsDue || (wasAsked && now - askedAtNanos < check.interval().toNanos())) {
            return false;
        }
        askedAtNanos = now;
        wasAsked = true;
        answerIsDue = true;
        return true;
    }

    @Override
    public void answered(int status) {
        backend.account().health().heard();
        note(check.isGood(status), "answered " + status);
    }

    @Override
    public void failed(UpstreamFailure failure) {
        if (failure.reason().blamesBackend()) {
            note(false, words(failure.reason()));
        } else {
            noAnswerIsDue();
        }
    }

    /** Not those of the cause, which may be the backend's. */
    private static String words(Reason reason) {
        return switch (reason) {
            case CONNECT -> "no connection";
            case TIMEOUT -> "no answer in time";
            case GARBAGE -> "the answer is no HTTP";
            case BROKEN -> "it closed the connection";
            case CLIENT, BAD_REQUEST, OVERLOADED -> "not asked";
        };
    }

    private synchronized void noAnswerIsDue() {
        answerIsDue = false;
    }

    private synchronized void note(boolean good, String why) {
        answerIsDue = false;
        bad = good ? 0 : bad + 1;
        if (good) {
            backend.account().health().checkedWell(clock.nanoTime());
        } else if (bad == BAD_IN_A_ROW) {
            backend.account().health().checkedBadly("check of " + check.target() + ": " + why);
        }
    }
}
