package io.backhand.selectors;

/**
 * What is done to spare system calls and thread switches, each leaning on how Jetty 12.1 and the kernel work within.
 * A system property turns each off, should one of them not suit a machine or another Jetty: {@code false} is off,
 * anything else is on.
 *
 * @param endPoints {@code io.backhand.selectors.endPoints}: connections are accepted, served and closed by a selector's
 *     own thread, through end points of our own. Leans on {@code ManagedSelector} calling {@code select(Selector)}
 *     once a pass and on its loop staying on one thread in a non-blocking invocation. Off, the listeners are
 *     Jetty's {@code ServerConnector} and requests are handled by threads of the pool, and all the others are off too
 * @param shared {@code io.backhand.selectors.shared}: connections to backends live on the selector of the client they
 *     serve. Off, they have selectors of their own
 * @param stickyReads {@code io.backhand.selectors.stickyReads}: the wish to read stays with the kernel until it reports
 *     something that nobody waits for. Leans on {@code SelectionKey.interestOps} reaching the kernel with the next select
 * @param shortReads {@code io.backhand.selectors.shortReads}: a socket whose last read left room in the buffer is taken
 *     to be empty until the selector reports it. Leans on the selector being level-triggered
 * @param inlineResume {@code io.backhand.selectors.inlineResume}: a connection that has finished an exchange goes on
 *     reading on its selector's thread. Leans on {@code HttpConnection} handing itself, a {@code Connection}, to the
 *     executor for that. Off, a pool thread does it
 */
public record Tricks(boolean endPoints, boolean shared, boolean stickyReads, boolean shortReads, boolean inlineResume) {
    private static final String PREFIX = "io.backhand.selectors.";

    /** Those that lean on our own end points are off without them. */
    public Tricks {
        shared &= endPoints;
        stickyReads &= endPoints;
        shortReads &= endPoints;
        inlineResume &= endPoints;
    }

    /** All on. */
    public static Tricks all() {
        return new Tricks(true, true, true, true, true);
    }

    /** As the system properties say. */
    public static Tricks fromProperties() {
        return new Tricks(on("endPoints"), on("shared"), on("stickyReads"), on("shortReads"), on("inlineResume"));
    }

    private static boolean on(String name) {
        return !"false".equalsIgnoreCase(System.getProperty(PREFIX + name));
    }
}
