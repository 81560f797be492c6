package io.backhand.proxy;

import io.backhand.proxy.ProxyCounters.Event;

/** Lets a test of another package count what only the proxy's own package counts. */
public final class ProxyCounting {
    private ProxyCounting() {}

    /** Counts so many of that event. */
    public static void count(ProxyCounters counters, Event event, int times) {
        for (int i = 0; i < times; i++) {
            counters.add(event);
        }
    }
}
