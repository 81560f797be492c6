package io.backhand.server.connection;

import io.backhand.ajp.AjpWatch;
import java.time.Duration;
import org.eclipse.jetty.server.AbstractConnector;

/** Closes the connections of an AJP listener that wait too long while no request is under way. Thread-safe. */
public final class AjpRounds extends Rounds {
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Duration idleTimeout;

    /** @param idleTimeout between two requests; zero for none */
    public AjpRounds(AbstractConnector connector, Duration idleTimeout) {
        super(connector, PAUSE);
        this.idleTimeout = idleTimeout;
    }

    @Override
    protected void look() {
        AjpWatch.closeOverdue(connector(), idleTimeout);
    }
}
