package io.backhand.server;

/** With all requests going through the servlet context. */
class ServletWayIT extends PathTrapsSuite {
    ServletWayIT() {
        super(false);
    }
}
