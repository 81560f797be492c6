package io.backhand.proxy;

import io.backhand.candidacy.Delivery;
import io.backhand.candidacy.Placement.Choice;
import io.backhand.cluster.Backend;
import io.backhand.proxy.ProxyCounters.Event;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.routing.Route;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * One request on its way to a backend, through as many tries as the rules allow.
 *
 * <p>Its steps come one after the other, on whichever thread the step before ended; only {@link #clientFailed} and
 * {@link #timeIsUp} may come from any thread at any time.
 */
final class Forwarding implements BackendResponseListener {
    private final Engine engine;
    private final Mount mount;
    private final Request clientRequest;
    private final Response clientResponse;
    private final Optional<SelfDispatch> self;
    private final Choices choices;
    private final ForwardedRequest forwarded;
    private final RequestEnd end;
    private final UnderWay underWay = new UnderWay();
    private volatile boolean timedOut;

    Forwarding(
            Engine engine,
            Mount mount,
            Request clientRequest,
            Response clientResponse,
            Callback callback,
            Optional<SelfDispatch> self) {
        this.engine = engine;
        this.mount = mount;
        this.clientRequest = clientRequest;
        this.clientResponse = clientResponse;
        this.self = self;
        Arrival arrival = engine.arrivals().of(clientRequest);
        Route route = mount.route();
        this.choices = new Choices(engine, route, new ClientRequestFacts(clientRequest, arrival, mount.cookie()));
        this.forwarded = new ForwardedRequest(clientRequest, arrival, route, engine);
        this.end = new RequestEnd(clientRequest, clientResponse, callback, engine.counters(), forwarded);
        Notes.takes(clientRequest, mount, arrival);
    }

    /** Finds a backend and goes there. */
    void start() {
        try {
            // A client that waits for a backend is not idle; one that resets its stream is gone.
            clientRequest.addIdleTimeoutListener(timeout -> false);
            clientRequest.addFailureListener(this::clientFailed);
            end.limit(mount.route().limits().total(), this::timeIsUp);
            if (forwarded.isTooLong()) {
                noResponse().tooLong();
            } else {
                go(choices.next());
            }
        } catch (RuntimeException | Error e) {
            unexpected(e);
        }
    }

    private void go(Optional<Choice> choice) {
        if (choice.isPresent()) {
            deliver(choice.get());
        } else {
            noResponse().noBackend(choices.isOff());
        }
    }

    void deliver(Choice choice) {
        Backend backend = choice.backend();
        Route.Redirect redirect = mount.route().redirect();
        if (self.isPresent() && engine.isSelf(backend)) {
            dispatchToSelf(backend, self.get());
        } else if (redirect == Route.Redirect.ADDRESS) {
            end.redirect(backend, Delivery.REDIRECT_TO_ADDRESS);
        } else if (redirect == Route.Redirect.NAME) {
            end.redirect(backend, Delivery.REDIRECT_TO_NAME);
        } else if (choice.delivery() != Delivery.FORWARD) {
            end.redirect(backend, choice.delivery());
        } else {
            forward(choice, false);
        }
    }

    private void dispatchToSelf(Backend backend, SelfDispatch dispatch) {
        if (forwarded.hasBody()) {
            // Its beginning was read for a try before, and the application would miss it.
            go(choices.next());
            return;
        }
        Notes.triesSelf(clientRequest, backend);
        BackendTry ownTry = new BackendTry(backend, engine.cluster(), choices.facts(), false);
        underWay.tries(ownTry);
        dispatch.dispatch(new AnsweredBySelf(ownTry, clientResponse, end));
    }

    private void forward(Choice choice, boolean onFreshConnection) {
        BackendRequest request = forwarded.toBackend();
        Throwable broken = forwarded.failure();
        if (broken != null) {
            noResponse().clientBroke(broken);
            return;
        }
        if (forwarded.isBeyond(choice.backend())) {
            choices.insteadOf(choice).ifPresentOrElse(this::deliver, noResponse()::noWebSocket);
            return;
        }
        BackendRequest sent = onFreshConnection ? request.onFreshConnection() : request;
        BackendLimits limits = engine.limits();
        if (limits.isBounded(choice.backend())) {
            new WaitingRequest(this, underWay, choices, choice, sent, limits)
                    .enter(clientRequest.getComponents().getScheduler());
        } else {
            send(choice, sent, false);
        }
    }

    /** @param hasSlot whether it has taken one of the backend's slots */
    void send(Choice choice, BackendRequest request, boolean hasSlot) {
        Backend backend = choice.backend();
        if (request.freshConnection()) {
            Notes.triesAgain(clientRequest, backend);
        } else {
            Notes.tries(clientRequest, choice);
        }
        BackendTry next = new BackendTry(backend, engine.cluster(), choices.facts(), hasSlot);
        underWay.tries(next);
        next.sent(engine.upstream().send(backend.contact(), request, this));
        underWay.sent(next);
    }

    @Override
    public void interim(int status, HttpFields headers) {
        BackendTry itsTry = underWay.itsTry();
        itsTry.heard();
        ResponseHeaders.Places places = field ->
                LinkRewriting.of(engine, mount, itsTry.backend(), clientRequest).toClient(field);
        PassedInterim.passOn(status, headers, places, clientResponse, engine.log());
    }

    @Override
    public void begun(int status, String reason, HttpFields headers, Content.Source content) {
        try {
            answered(status, headers, content);
        } catch (RuntimeException | Error e) {
            content.fail(e);
            unexpected(e);
        }
    }

    @Override
    public void upgraded(HttpFields headers, EndPoint backend, ByteBuffer received) {
        Upgrade asked = forwarded.upgrade();
        if (end.isReached() || asked == null || !asked.isAgreedTo(headers)) {
            backend.close();
            failed(PassedUpgrade.NOT_ASKED_FOR);
            return;
        }
        new PassedUpgrade(engine, mount, clientRequest, clientResponse, underWay.itsTry(), end)
                .start(headers, backend, received);
    }

    @Override
    public void failed(UpstreamFailure failure) {
        try {
            goOnAfter(failure);
        } catch (RuntimeException | Error e) {
            unexpected(e);
        }
    }

    private void answered(int status, HttpFields headers, Content.Source content) {
        BackendTry itsTry = underWay.itsTry();
        itsTry.responseBegun(status);
        Notes.answered(clientRequest, engine.cluster().clock());
        if (end.isReached()) {
            itsTry.abandoned();
            content.fail(new IllegalStateException("the client is gone"));
            return;
        }
        Optional<Choice> another = mayTryAgainAfter(status) ? choices.afterStatus() : Optional.empty();
        if (another.isPresent()) {
            itsTry.failed();
            content.fail(new IllegalStateException("answered " + status + ", which the route's retry-on names"));
            countRetry(itsTry.backend(), Integer.toString(status));
            deliver(another.get());
        } else {
            forwarded.keepNoMore();
            new PassedResponse(engine, mount, clientResponse, content, itsTry, end).start(status, headers);
        }
    }

    private void goOnAfter(UpstreamFailure failure) {
        BackendTry itsTry = underWay.itsTry();
        if (failure.reason().blamesBackend() && !end.isReached()) {
            itsTry.failed(failure);
        } else {
            itsTry.abandoned();
        }
        if (timedOut) {
            answerTimedOut();
        } else if (!end.isReached()) {
            afterFailure(itsTry.backend(), failure);
        }
    }

    private boolean mayTryAgainAfter(int status) {
        return RetryRule.isRetried(status, mount.route().retry())
                && forwarded.isRepeatable()
                && forwarded.isWhole()
                && !underWay.isStopped();
    }

    private void afterFailure(Backend backend, UpstreamFailure failure) {
        switch (RetryRule.after(failure, forwarded.isRepeatable(), forwarded.isWhole())) {
            case ANOTHER_BACKEND ->
                choices.after(failure).ifPresentOrElse(next -> deliverAfter(backend, failure, next), () -> noResponse()
                        .after(backend, failure));
            case FRESH_CONNECTION -> {
                if (choices.mayRepeat(failure)) {
                    countRetry(backend, Notes.word(failure));
                    forward(new Choice(backend, Delivery.FORWARD, true), true);
                } else {
                    noResponse().after(backend, failure);
                }
            }
            case GIVE_UP -> noResponse().after(backend, failure);
        }
    }

    private void deliverAfter(Backend backend, UpstreamFailure failure, Choice next) {
        countRetry(backend, Notes.word(failure));
        deliver(next);
    }

    private void countRetry(Backend backend, String why) {
        backend.account().retried();
        Notes.retried(clientRequest, why);
    }

    NoResponse noResponse() {
        return new NoResponse(engine, clientRequest, clientResponse, end);
    }

    /** Nobody else would ever end the request, and its entry in the ledger. */
    void unexpected(Throwable cause) {
        underWay.abandon();
        noResponse().unexpected(cause);
    }

    /** The try ends before the request is handed back: it may be reading its body. */
    private void clientFailed(Throwable cause) {
        end.fail(Event.CLIENT_GONE, cause, () -> underWay.stop(cause));
    }

    private void timeIsUp() {
        timedOut = true;
        underWay.stop(new TimeoutException(
                "took more than " + mount.route().limits().total().toMillis() + " ms"));
    }

    /** Whether nobody wants it any more. */
    boolean isStopped() {
        return underWay.isStopped() || end.isReached();
    }

    /** It was stopped while it waited, so that no try will tell of its end. */
    void stoppedWaiting() {
        underWay.waits(null);
        if (timedOut) {
            answerTimedOut();
        }
    }

    private void answerTimedOut() {
        end.answer(Event.GATEWAY_TIMEOUT, HttpStatus.GATEWAY_TIMEOUT_504, "the request took too long");
    }
}
