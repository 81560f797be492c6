package io.backhand.soak;

import io.backhand.testing.backend.PatternStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.eclipse.jetty.client.BytesRequestContent;
import org.eclipse.jetty.client.ContentResponse;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.http.HttpMethod;

/** One client: a request when a ticket is due, of a kind and size by chance, and a look whether its answer is whole. */
final class Client implements Runnable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int PERCENT_BROKEN_OFF = 2;
    private static final int PERCENT_ECHOED = 30;
    private static final int PERCENT_IN_PIECES = 2;
    private static final int ONE_IN_SO_MANY_IS_BIG = 200;
    private static final int BIG = 1 << 20;

    /** Sizes are as likely from 1 to 2 bytes as from 32 to 64 KiB. */
    private static final int SIZE_BITS = 16;

    /** So long that it is under way when its client breaks it off. */
    private static final int LONG = 8 << 20;

    private static final String PIECES = "/chunks?n=3&ms=20";
    private static final byte[] CHUNKS = "chunk 0\nchunk 1\nchunk 2\n".getBytes(StandardCharsets.US_ASCII);

    private final HttpClient http;
    private final String url;
    private final Tickets tickets;
    private final Tally tally;
    private final Random random = new Random();

    Client(HttpClient http, String url, Tickets tickets, Tally tally) {
        this.http = http;
        this.url = url;
        this.tickets = tickets;
        this.tally = tally;
    }

    @Override
    public void run() {
        for (long due = tickets.next(); due != Tickets.NONE; due = tickets.next()) {
            for (long early = due - System.nanoTime(); early > 0; early = due - System.nanoTime()) {
                LockSupport.parkNanos(early);
            }
            long begun = System.nanoTime();
            String what = "";
            try {
                what = request();
            } catch (ExecutionException | TimeoutException | RuntimeException e) {
                what = e.toString();
            } catch (InterruptedException e) {
                return;
            }
            if (!what.isEmpty()) {
                tally.failed(begun, what);
            }
        }
    }

    /** Says what is wrong; nothing for a request that is counted already. */
    private String request() throws InterruptedException, ExecutionException, TimeoutException {
        int chance = random.nextInt(100);
        if (chance < PERCENT_BROKEN_OFF) {
            breakOff();
            return "";
        }
        if (chance < PERCENT_BROKEN_OFF + PERCENT_IN_PIECES) {
            return checked(PIECES, CHUNKS, sent(PIECES).send());
        }
        byte[] bytes = pattern();
        if (chance < PERCENT_BROKEN_OFF + PERCENT_IN_PIECES + PERCENT_ECHOED) {
            // Repeatable, so that a kill is no excuse for one that had no answer yet.
            Request post = sent("/echo")
                    .method(HttpMethod.POST)
                    .headers(headers -> headers.put("Idempotency-Key", Long.toHexString(random.nextLong())))
                    .body(new BytesRequestContent("application/octet-stream", bytes));
            return checked("POST /echo of " + bytes.length, bytes, post.send());
        }
        String path = "/bytes?n=" + bytes.length;
        return checked(path, bytes, sent(path).send());
    }

    private Request sent(String path) {
        return http.newRequest(url + path).timeout(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private byte[] pattern() {
        int size = random.nextInt(ONE_IN_SO_MANY_IS_BIG) == 0
                ? BIG
                : (int) Math.scalb(1 + random.nextDouble(), random.nextInt(SIZE_BITS));
        byte[] bytes = new byte[size];
        int unused = new PatternStream(size).read(bytes, 0, size);
        return bytes;
    }

    private String checked(String request, byte[] expected, ContentResponse response) {
        if (response.getStatus() != 200) {
            return request + ": " + response.getStatus() + " " + response.getContentAsString();
        }
        if (!Arrays.equals(response.getContent(), expected)) {
            return request + ": " + response.getContent().length + " bytes came that are not those asked for";
        }
        tally.done();
        return "";
    }

    /** Has the response begin, and ends it. */
    private void breakOff() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Request request = sent("/bytes?n=" + LONG);
        request.onResponseContent((response, content) -> {
                    var unused = response.abort(new IllegalStateException("broken off on purpose"));
                })
                .send(result -> ended.countDown());
        ended.await();
        tally.brokenOff();
    }
}
