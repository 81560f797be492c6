package io.backhand.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.RawBackend;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that another thread ends than the one that reads them, because the disk is asked, and whose next is there. */
@Timeout(120)
class FilesFromDiskIT {
    private static final int CLIENTS = 8;
    private static final int REQUESTS = 4000;

    @TempDir
    private Path folder;

    private RawBackend backend;
    private OwnServer server;

    @BeforeEach
    void start() throws Exception {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("numbers"), "0123456789");
        backend = RawBackend.answering("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ndone");
        server = OwnServer.withRoutes(
                folder,
                backend.url(),
                """
                [[route]]
                path = "/"
                static = "%s"
                """
                        .formatted(files));
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        backend.close();
    }

    /** A range is never answered from memory. */
    @Test
    void eachIsAnsweredOnceAndInItsTurn() throws Exception {
        List<CompletableFuture<String>> clients = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            clients.add(CompletableFuture.supplyAsync(this::askForAll));
        }
        for (CompletableFuture<String> client : clients) {
            assertThat(client.get(60, TimeUnit.SECONDS)).isEqualTo(expected());
        }
    }

    private String askForAll() {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            client.setSoTimeout(20_000);
            CompletableFuture<Void> sent = CompletableFuture.runAsync(() -> write(client));
            String all = new String(client.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            sent.join();
            return digitsOf(all);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void write(Socket client) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < REQUESTS; i++) {
            int digit = i % 10;
            all.append("GET /numbers HTTP/1.1\r\nHost: a\r\nRange: bytes=%d-%d\r\n".formatted(digit, digit))
                    .append(i == REQUESTS - 1 ? "Connection: close\r\n\r\n" : "\r\n");
        }
        try {
            client.getOutputStream().write(all.toString().getBytes(StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Each response's content. */
    private static String digitsOf(String responses) {
        StringBuilder digits = new StringBuilder();
        for (String response : responses.split("HTTP/1.1 ", -1)) {
            if (response.startsWith("206 ")) {
                digits.append(response.substring(response.indexOf("\r\n\r\n") + 4));
            } else {
                digits.append(response);
            }
        }
        return digits.toString();
    }

    private static String expected() {
        return "0123456789".repeat(REQUESTS / 10);
    }
}
