package io.backhand.proxy;

import io.backhand.candidacy.Placement.Choice;
import io.backhand.cluster.Backend;
import io.backhand.cluster.Slots;
import io.backhand.proxy.upstream.BackendRequest;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Scheduler;
import org.jspecify.annotations.Nullable;

/**
 * A request for a backend whose requests are bounded: it is sent at once where that has room, else where another has,
 * else it waits until its turn comes, its time is up, or it is stopped; what comes first is the end of the waiting.
 *
 * <p>A session's request waits for its own backend, and goes elsewhere only where too many wait there already.
 *
 * <p>Thread-safe.
 */
final class WaitingRequest implements Slots.Turn {
    private final Forwarding forwarding;
    private final UnderWay underWay;
    private final Choices choices;
    private final Choice choice;
    private final BackendRequest request;
    private final BackendLimits limits;
    private volatile Scheduler.@Nullable Task timer;

    WaitingRequest(
            Forwarding forwarding,
            UnderWay underWay,
            Choices choices,
            Choice choice,
            BackendRequest request,
            BackendLimits limits) {
        this.forwarding = forwarding;
        this.underWay = underWay;
        this.choices = choices;
        this.choice = choice;
        this.request = request;
        this.limits = limits;
    }

    /** Sends it, or has it wait. */
    void enter(Scheduler scheduler) {
        if (!choice.settled() && !limits.hasRoom(backend())) {
            Optional<Choice> roomier = choices.nextOf(limits::hasRoom);
            if (roomier.isPresent()) {
                forwarding.deliver(roomier.get());
                return;
            }
        }
        underWay.waits(this);
        switch (slots().enter(this, limits.most(backend()), limits.queue())) {
            case TAKEN -> send();
            case WAITS -> {
                timer = scheduler.schedule(this::late, limits.patience().toMillis(), TimeUnit.MILLISECONDS);
                if (forwarding.isStopped()) {
                    stop();
                }
            }
            case FULL -> goElsewhere(choices.nextOf(limits::hasQueue));
        }
    }

    /** It is wanted no more. */
    void stop() {
        if (slots().leave(this)) {
            cancelTimer();
            forwarding.stoppedWaiting();
        }
    }

    @Override
    public void comes() {
        limits.nearClient().run(request.clientEndPoint(), this::begin);
    }

    private void begin() {
        cancelTimer();
        send();
    }

    private void late() {
        if (slots().expire(this)) {
            limits.nearClient().run(request.clientEndPoint(), this::waitedInVain);
        }
    }

    /** With a slot that is its own. */
    private void send() {
        if (forwarding.isStopped()) {
            slots().giveBack();
            forwarding.stoppedWaiting();
            return;
        }
        underWay.waits(null);
        try {
            forwarding.send(choice, request, true);
        } catch (RuntimeException | Error e) {
            forwarding.unexpected(e);
        }
    }

    private void waitedInVain() {
        if (forwarding.isStopped()) {
            forwarding.stoppedWaiting();
            return;
        }
        try {
            goElsewhere(choices.nextOf(limits::hasRoom));
        } catch (RuntimeException | Error e) {
            forwarding.unexpected(e);
        }
    }

    private void goElsewhere(Optional<Choice> another) {
        underWay.waits(null);
        another.ifPresentOrElse(
                forwarding::deliver, () -> forwarding.noResponse().full(backend()));
    }

    private void cancelTimer() {
        Scheduler.Task set = timer;
        if (set != null) {
            set.cancel();
        }
    }

    private Slots slots() {
        return BackendLimits.slots(backend());
    }

    private Backend backend() {
        return choice.backend();
    }
}
