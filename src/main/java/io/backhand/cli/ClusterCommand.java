package io.backhand.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Shows the heartbeat table as a running balancer sees it. */
@Command(
        name = "cluster",
        description = "Shows the servers that the balancer at URL knows, and what it knows of them.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class ClusterCommand implements Callable<Integer> {
    private static final String SERVERS = "/backhand/api/servers";
    private static final Duration LIMIT = Duration.ofSeconds(5);

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "where the balancer is, ${DEFAULT-VALUE} where not given")
    private String url = "";

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws CommandFailedException, InterruptedException {
        String servers = get(target());
        PrintWriter out = Given.value(spec).commandLine().getOut();
        try {
            ServerListing.of(servers).lines().forEach(out::println);
        } catch (IOException | NumberFormatException e) {
            throw new CommandFailedException(target() + ": not a balancer's list of servers", e);
        }
        return 0;
    }

    private URI target() {
        String base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        try {
            URI target = URI.create(base + SERVERS);
            if (target.getHost() != null
                    && target.getScheme() != null
                    && target.getScheme().matches("https?")) {
                return target;
            }
        } catch (IllegalArgumentException e) {
            // Said below.
        }
        throw new ParameterException(
                Given.value(spec).commandLine(), "--url takes http://HOST:PORT, not \"" + url + "\"");
    }

    private static String get(URI target) throws CommandFailedException, InterruptedException {
        HttpClient client = HttpClient.newBuilder().connectTimeout(LIMIT).build();
        HttpRequest request = HttpRequest.newBuilder(target).timeout(LIMIT).build();
        try {
            HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
            if (response.statusCode() == 404) {
                throw new CommandFailedException(
                        target + ": 404; no balancer is there, or this machine may not see its status");
            }
            if (response.statusCode() != 200) {
                throw new CommandFailedException(target + ": answered " + response.statusCode());
            }
            return response.body();
        } catch (IOException e) {
            throw new CommandFailedException(target + ": no answer: " + reason(e), e);
        }
    }

    /** The JDK's client has no message for a connection that was not made. */
    private static String reason(IOException e) {
        return e instanceof ConnectException && e.getMessage() == null
                ? "no connection"
                : String.valueOf(e.getMessage());
    }
}
