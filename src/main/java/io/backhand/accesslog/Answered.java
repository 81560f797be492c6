package io.backhand.accesslog;

/**
 * What a client got.
 *
 * @param status of the response
 * @param sentBytes content of the response, as sent to the client
 * @param receivedBytes content of the request, as received
 * @param atMillis when the request began, since 1970
 * @param beganNanos the same, by the clock of {@link System#nanoTime}
 * @param tookNanos from then to the end
 */
public record Answered(int status, long sentBytes, long receivedBytes, long atMillis, long beganNanos, long tookNanos) {
    /** The same of a connection that went on in another protocol: what was moved both ways, and when it ended. */
    Answered until(long nowNanos, long sent, long received) {
        return new Answered(
                status, sentBytes + sent, receivedBytes + received, atMillis, beganNanos, nowNanos - beganNanos);
    }
}
