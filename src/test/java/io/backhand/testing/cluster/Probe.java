package io.backhand.testing.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks balancer and backends what {@code test-cluster/cluster} wants to know. */
public final class Probe {
    private static final long FRESH_MILLIS = 3000;

    private Probe() {}

    /** {@code get URL}, {@code servers URL} or {@code await URL SECONDS NAME...}; exit code 1 where it fails. */
    public static void main(String... args) {
        try {
            switch (args[0]) {
                case "get" -> get(URI.create(args[1]));
                case "servers" -> servers(URI.create(args[1]));
                case "await" ->
                    await(
                            URI.create(args[1]),
                            Duration.ofSeconds(Long.parseLong(args[2])),
                            List.of(args).subList(3, args.length));
                default -> throw new IllegalArgumentException("get, servers or await, not " + args[0]);
            }
        } catch (IOException | AssertionError e) {
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    private static void get(URI uri) throws IOException {
        HttpResponse<String> answer = new BalancerApi(uri).get(uri.toString());
        System.out.print(answer.body());
        if (answer.statusCode() != 200) {
            throw new IOException("status " + answer.statusCode() + " from " + uri);
        }
    }

    /** One line a server: name, state, milliseconds since its last heartbeat, requests. */
    private static void servers(URI balancer) throws IOException {
        for (ServerRow row : new BalancerApi(balancer).servers()) {
            System.out.printf("%s %s %s %s%n", row.name(), row.state(), row.field("ageMillis"), row.field("requests"));
        }
    }

    /** Until the balancer has heard each of them lately, and each answers. */
    private static void await(URI balancer, Duration limit, List<String> names) {
        BalancerApi api = new BalancerApi(balancer);
        List<String> missing = new ArrayList<>(names);
        try {
            Await.untilTrue("join", limit, () -> {
                missing.removeIf(name -> hasJoined(api, name));
                return missing.isEmpty();
            });
        } catch (AssertionError e) {
            throw new AssertionError("not joined within " + limit.toSeconds() + " s: " + String.join(", ", missing), e);
        }
    }

    private static boolean hasJoined(BalancerApi balancer, String name) {
        try {
            Optional<ServerRow> row = balancer.server(name);
            return row.isPresent()
                    && row.get().state().equals("up")
                    && Long.parseLong(row.get().field("ageMillis")) < FRESH_MILLIS
                    && new BalancerApi(URI.create(row.get().field("url")))
                                    .get("/whoami")
                                    .statusCode()
                            == 200;
        } catch (IOException e) {
            return false;
        }
    }
}
