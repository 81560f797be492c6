package io.backhand.server;

/** With requests that go straight to the engine where nothing guards their mount. */
class StraightWayIT extends PathTrapsSuite {
    StraightWayIT() {
        super(true);
    }
}
