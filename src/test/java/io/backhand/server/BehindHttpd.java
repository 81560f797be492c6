package io.backhand.server;

import io.backhand.selectors.Tricks;
import io.backhand.testing.HandlerBackend;
import io.backhand.testing.cluster.FreePorts;
import io.backhand.testing.httpd.Httpd;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** A balancer before one backend, and one httpd in front of it that reaches it by each of its modules, on a port each. */
final class BehindHttpd implements AutoCloseable {
    /** By what of httpd a request comes to the balancer. */
    enum Way {
        /** mod_proxy_http. */
        HTTP,
        /** mod_proxy_ajp with nothing set. */
        PROXY_AJP,
        /** mod_proxy_ajp as a member of a balancer, that pings, shows a secret, and has packets of 64 KiB. */
        BALANCER,
        /** mod_jk with nothing set. */
        JK,
        /** mod_jk that pings, shows a secret, has packets of 64 KiB, and passes paths on as they came. */
        JK_BIG
    }

    private static final Path HTTP_BEHIND =
            Path.of("httpd-conf", "http-behind.conf").toAbsolutePath();
    private static final List<String> MODULES = List.of(
            "headers",
            "proxy",
            "proxy_http",
            "proxy_ajp",
            "proxy_balancer",
            "lbmethod_byrequests",
            "slotmem_shm",
            "jk");

    private final HttpdSite site = new HttpdSite();
    private final Map<Way, Integer> ports = new EnumMap<>(Way.class);
    private final int bigAjp;
    private final HandlerBackend backend;
    private final OwnServer balancer;
    private final Httpd httpd;

    private BehindHttpd(Path folder) throws Exception {
        for (Way way : Way.values()) {
            ports.put(way, FreePorts.next());
        }
        int http = FreePorts.next();
        int ajp = FreePorts.next();
        bigAjp = FreePorts.next();
        backend = HttpdSite.start(site);
        balancer = OwnServer.withTables(folder, backend.url(), listeners(http, ajp, bigAjp), Tricks.all());
        httpd = startHttpd(folder, http, ajp);
    }

    static BehindHttpd start(Path folder) throws Exception {
        return new BehindHttpd(folder);
    }

    private static String listeners(int http, int ajp, int bigAjp) {
        return """
                [[listen]]
                http = "127.0.0.1:%d"
                trust = ["127.0.0.1/32"]
                [[listen]]
                ajp = "127.0.0.1:%d"
                [[listen]]
                ajp = "127.0.0.1:%d"
                secret = "s3cret"
                packet-size = "64KiB"
                """
                .formatted(http, ajp, bigAjp);
    }

    private Httpd startHttpd(Path folder, int http, int ajp) throws IOException {
        Path workers = Files.writeString(
                folder.resolve("workers.properties"),
                """
                worker.list=plain,big
                worker.plain.type=ajp13
                worker.plain.host=127.0.0.1
                worker.plain.port=%d
                worker.big.type=ajp13
                worker.big.host=127.0.0.1
                worker.big.port=%d
                worker.big.secret=s3cret
                worker.big.max_packet_size=65536
                worker.big.ping_mode=A
                """
                        .formatted(ajp, bigAjp));
        String listens =
                ports.values().stream().map("Listen 127.0.0.1:%d\n"::formatted).reduce("", String::concat);
        Path conf = Files.writeString(
                folder.resolve("ways.conf"),
                listens
                        + """
                        # One child, whose connections to the balancer are used by all clients.
                        ServerLimit 1
                        ThreadsPerChild 64
                        MaxRequestWorkers 64
                        LimitRequestFieldSize 65536
                        MaxKeepAliveRequests 0
                        AllowEncodedSlashes NoDecode
                        ProxyPreserveHost On
                        ProxyTimeout 30
                        JkWorkersFile "%s"
                        JkLogFile "%s/jk.log"
                        JkShmFile "%s/jk.shm"
                        """
                                .formatted(workers, folder, folder)
                        + host(
                                Way.HTTP,
                                "Define BACKHAND_URL http://127.0.0.1:%d\nInclude %s".formatted(http, HTTP_BEHIND))
                        + host(Way.PROXY_AJP, "ProxyPass / ajp://127.0.0.1:%d/ nocanon retry=0".formatted(ajp))
                        + host(
                                Way.BALANCER,
                                """
                                <Proxy balancer://backhand>
                                    BalancerMember ajp://127.0.0.1:%d secret=s3cret ping=2 iobuffersize=65536 retry=0
                                </Proxy>
                                ProxyPass / balancer://backhand/ nocanon
                                """
                                        .formatted(bigAjp))
                        + host(Way.JK, "JkMount /* plain")
                        + host(Way.JK_BIG, "JkMount /* big\nJkOptions +ForwardURICompatUnparsed"));
        return Httpd.start(conf, Map.of(), MODULES, folder);
    }

    private String host(Way way, String what) {
        return "<VirtualHost 127.0.0.1:%d>\n%s\nAllowEncodedSlashes NoDecode\n</VirtualHost>\n"
                .formatted(port(way), what);
    }

    /** Where httpd takes what it sends that way. */
    int port(Way way) {
        return ports.getOrDefault(way, -1);
    }

    /** What the balancer says of its listener with the secret: how many connections httpd has to it. */
    int connections() throws Exception {
        HttpRequest metrics =
                HttpRequest.newBuilder(balancer.http("/backhand/metrics")).build();
        return HttpClient.newHttpClient()
                .send(metrics, BodyHandlers.ofLines())
                .body()
                .filter(line -> line.startsWith("backhand_client_connections{") && line.contains(":" + bigAjp + "\""))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    /** What the backend does. */
    HttpdSite site() {
        return site;
    }

    @Override
    public void close() throws Exception {
        httpd.close();
        balancer.close();
        backend.close();
    }
}
