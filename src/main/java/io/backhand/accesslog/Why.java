package io.backhand.accesslog;

/** Why it is this one that serves a request. */
public enum Why {
    /** The route's chain has chosen the backend. */
    CHAIN("chain"),
    /** The backend has the client's session. */
    SESSION("session"),
    /** The request was sent again, after another backend or another connection to the same had failed it. */
    RETRY("retry"),
    /** The chain has chosen the backend, and the client is sent there. */
    REDIRECT("redirect"),
    /** The chain has chosen this machine, which serves it itself. */
    SELF("self"),
    /** There is a file under the route's static root. */
    FILE("file");

    private final String word;

    Why(String word) {
        this.word = word;
    }

    /** What stands in the log; it stays. */
    String word() {
        return word;
    }
}
