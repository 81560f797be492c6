package io.backhand.accesslog;

/** How an exchange ended, and by whom. */
public enum Ended {
    /** The client has the whole of its response, whatever that says. */
    COMPLETE("complete"),
    /** The client went away, or its request broke off. */
    CLIENT_LEFT("client-left"),
    /** A backend's response broke off on its way to the client. */
    BACKEND_BROKE("backend-broke"),
    /** A backend was asked and has not answered; the client was told so. */
    BACKEND_FAILED("backend-failed"),
    /** No backend could take the request; the client was told so. */
    NO_BACKEND("no-backend"),
    /** A time limit of the balancer's. */
    TIME_LIMIT("time-limit"),
    /** The balancer would not pass the request on; the client was told so. */
    REFUSED("refused"),
    /** The balancer's own code failed it, or a function of the user's. */
    BALANCER_FAILED("balancer-failed"),
    /** Before the response's end, and it is not known by whom. */
    BROKE_OFF("broke-off");

    private final String word;

    Ended(String word) {
        this.word = word;
    }

    /** What stands in the log; it stays. */
    String word() {
        return word;
    }
}
