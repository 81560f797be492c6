package io.backhand.testing.backend;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** A server for a host of its own: it listens on every address and answers every request with its name. */
public final class PlainServer {
    private PlainServer() {}

    /** Runs until it is ended. Takes its name and its port. */
    public static void main(String[] args) throws IOException {
        byte[] answer = args[0].getBytes(StandardCharsets.UTF_8);
        HttpServer server = HttpServer.create(new InetSocketAddress(Integer.parseInt(args[1])), 0);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        System.out.println("listening");
    }
}
