package io.backhand.health;

import io.backhand.cluster.Contact;
import io.backhand.proxy.upstream.BackendRequest;
import io.backhand.proxy.upstream.BackendResponseListener;
import io.backhand.proxy.upstream.Upstream;
import io.backhand.proxy.upstream.UpstreamFailure;
import io.backhand.proxy.upstream.UpstreamFailure.Progress;
import io.backhand.proxy.upstream.UpstreamFailure.Reason;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;

/**
 * One question to one backend, sent as a client's request would be: on an idle connection where there is one, and on a
 * fresh one where that was closed meanwhile. Of the answer its status alone is taken.
 */
final class Probe implements BackendResponseListener {
    /** The question that every server may be asked, and that asks for no resource (RFC 9110, 9.3.7). */
    private static final String WHETHER_IT_LIVES = "*";

    /** For a connection, and again for an answer: a backend that takes longer is none that serves. */
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Upstream upstream;
    private final Contact contact;
    private final Outcome outcome;
    private final BackendRequest question;
    private boolean askedTwice;

    /** Is told once what came of it, on a thread that must not be blocked. */
    interface Outcome {
        void answered(int status);

        void failed(UpstreamFailure failure);
    }

    private Probe(Upstream upstream, Contact contact, String method, String target, Outcome outcome) {
        this.upstream = upstream;
        this.contact = contact;
        this.outcome = outcome;
        HttpFields headers = HttpFields.build()
                .add(HttpHeader.HOST, contact.authority())
                .add(HttpHeader.USER_AGENT, "Backhand (health check)");
        this.question = new BackendRequest(method, target, headers, null, 0, LIMIT, LIMIT, false, null, null);
    }

    /** Asks whether the server lives, whatever it then says. */
    static void whetherItLives(Upstream upstream, Contact contact, Outcome outcome) {
        new Probe(upstream, contact, "OPTIONS", WHETHER_IT_LIVES, outcome).send();
    }

    /** Asks for a resource. */
    static void get(Upstream upstream, Contact contact, String target, Outcome outcome) {
        new Probe(upstream, contact, "GET", target, outcome).send();
    }

    private void send() {
        try {
            upstream.send(contact, askedTwice ? question.onFreshConnection() : question, this);
        } catch (RuntimeException e) {
            // As long as no listener is started, there is no selector for a connection to live on.
            outcome.failed(new UpstreamFailure(Progress.NOT_SENT, Reason.OVERLOADED, e));
        }
    }

    @Override
    public void interim(int status, HttpFields headers) {}

    @Override
    public void begun(int status, String reason, HttpFields headers, Content.Source content) {
        // Where the content is here already, this costs no connection.
        content.fail(new CancellationException("the status was all that was asked for"));
        outcome.answered(status);
    }

    @Override
    public void failed(UpstreamFailure failure) {
        boolean stale = failure.progress() == Progress.SENT_ON_REUSED_CONNECTION
                || failure.progress() == Progress.NOT_SENT_ON_REUSED_CONNECTION;
        if (stale && failure.reason() == Reason.BROKEN && !askedTwice) {
            askedTwice = true;
            send();
        } else {
            outcome.failed(failure);
        }
    }
}
