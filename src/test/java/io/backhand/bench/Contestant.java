package io.backhand.bench;

import java.io.IOException;

/** A proxy that can be measured; it is started once and stays for all scenarios. */
interface Contestant {
    /** Its name in options and tables. */
    String label();

    /** Whether it takes part. */
    boolean takes(Scenario scenario);

    /** Whether it gets faster as it runs, so that it has to be warmed up. */
    boolean isJava();

    /** Starts it on free ports of 127.0.0.1. */
    Proxy start(Site site) throws IOException;
}
