package io.backhand.candidacy;

/** How a request gets to the backend that is chosen. */
public enum Delivery {
    /** The balancer passes it on. */
    FORWARD,
    /** The client is sent there, by the backend's address. */
    REDIRECT_TO_ADDRESS,
    /** The client is sent there, by the backend's name. */
    REDIRECT_TO_NAME
}
