package io.backhand.bench;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What is asked of a proxy, cheapest first. */
enum Scenario {
    GET_128("get128", "GET 128 B, 64 connections", Traffic.GET, "/128"),
    GET_10K("get10k", "GET 10 KiB, 64 connections", Traffic.GET, "/10k"),
    POST_4K("post4k", "POST 4 KiB, 64 connections", Traffic.POST, "/post"),
    STATIC_4K("static4k", "static file of 4 KiB, 64 connections", Traffic.GET, "/static/4k"),
    STATIC_1M("static1m", "static file of 1 MiB, 64 connections", Traffic.GET, "/static/1m"),
    GET_1M("get1m", "GET 1 MiB, 64 connections", Traffic.GET, "/1m"),
    CONNECTION_PER_REQUEST("connection-per-request", "GET 128 B, a connection a request", Traffic.CLOSE, "/128"),
    TLS("tls", "GET 128 B, TLS 1.3 to the client, HTTP/1.1, 64 connections", Traffic.TLS, "/128"),
    H2("h2", "GET 128 B, HTTP/2 over TLS from the client, 16 connections of 16 streams", Traffic.H2, "/128"),
    WAR("war", "GET 128 B, 64 connections, as a WAR in a stock Jetty", Traffic.GET, "/128"),
    FIXED_1000("fixed1000", "GET 128 B, 1,000 a second", Traffic.OPEN_LOOP, "/128"),
    IDLE("idle", "GET 128 B, 64 connections beside 9,000 idle ones", Traffic.IDLE, "/128"),
    AJP("ajp", "GET 128 B behind another server, 64 connections", Traffic.FRONT, "/128"),
    AJP_POST_4K("ajp-post4k", "POST 4 KiB behind another server, 64 connections", Traffic.FRONT_POST, "/post");

    /** How it is asked. */
    enum Traffic {
        GET,
        POST,
        CLOSE,
        TLS,
        H2,
        OPEN_LOOP,
        IDLE,
        FRONT,
        FRONT_POST
    }

    private final String label;
    private final String title;
    private final Traffic traffic;
    private final String path;

    Scenario(String label, String title, Traffic traffic, String path) {
        this.label = label;
        this.title = title;
        this.traffic = traffic;
        this.path = path;
    }

    /** The one of that name on the command line. */
    static Optional<Scenario> named(String label) {
        return Arrays.stream(values())
                .filter(scenario -> scenario.label.equals(label))
                .findFirst();
    }

    /** The names, in the order they are run. */
    static List<String> labels() {
        return Arrays.stream(values()).map(Scenario::label).toList();
    }

    String label() {
        return label;
    }

    String title() {
        return title;
    }

    Traffic traffic() {
        return traffic;
    }

    String path() {
        return path;
    }

    /** Whether clients speak TLS. */
    boolean isTls() {
        return traffic == Traffic.TLS || traffic == Traffic.H2;
    }

    /** Whether another server is in front, whose protocol to the proxy is what is compared. */
    boolean isBehindFront() {
        return traffic == Traffic.FRONT || traffic == Traffic.FRONT_POST;
    }

    /** Whether what a JVM allocates is looked at: only at first, since a JVM tells it ever more roughly. */
    boolean tellsAllocation() {
        return this == GET_128 || this == AJP;
    }

    /** Whether the proxy answers by itself. */
    boolean isStatic() {
        return this == STATIC_4K || this == STATIC_1M;
    }
}
