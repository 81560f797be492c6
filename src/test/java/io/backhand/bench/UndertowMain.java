package io.backhand.bench;

import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.URI;
import java.util.Arrays;

/** Undertow's own balancer. */
public final class UndertowMain {
    /** More than one round has in flight, so that none waits for a connection. */
    private static final int CONNECTIONS = 256;

    private UndertowMain() {}

    /** Takes its port, then the backends'. */
    public static void main(String[] args) {
        LoadBalancingProxyClient client = new LoadBalancingProxyClient().setConnectionsPerThread(CONNECTIONS);
        Arrays.stream(args).skip(1).forEach(port -> client.addHost(URI.create("http://127.0.0.1:" + port)));
        Undertow.builder()
                .addHttpListener(Integer.parseInt(args[0]), "127.0.0.1")
                .setIoThreads(1)
                .setHandler(ProxyHandler.builder().setProxyClient(client).build())
                .build()
                .start();
    }
}
