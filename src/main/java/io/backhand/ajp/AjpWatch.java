package io.backhand.ajp;

import java.time.Duration;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;

/** Closes connections of a listener over which no request is under way. Thread-safe. */
public final class AjpWatch {
    private AjpWatch() {}

    /**
     * Closes those that have waited too long: {@link AjpPatience} says for what and how long.
     *
     * @param idleTimeout between two requests; zero for none
     */
    public static void closeOverdue(Connector connector, Duration idleTimeout) {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof AjpConnection connection
                    && connection.patience().isOver(idleTimeout)) {
                endPoint.close();
            }
        }
    }

    /** Closes those that wait for their next request: the other side is to go elsewhere. */
    public static void closeIdle(Connector connector) {
        for (EndPoint endPoint : connector.getConnectedEndPoints()) {
            if (endPoint.getConnection() instanceof AjpConnection connection
                    && connection.patience().isFor(AjpPatience.For.REQUEST)) {
                endPoint.close();
            }
        }
    }
}
