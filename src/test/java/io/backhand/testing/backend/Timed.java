package io.backhand.testing.backend;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.TimeUnit;

/** Answers that take their time, each holding its thread as a plain servlet does. */
final class Timed {
    private Timed() {}

    /** Does nothing for so long. */
    static void pause(long millis) throws InterruptedIOException {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the server stops");
        }
    }

    /** Keeps a CPU busy for so long. */
    static void burn(long millis) {
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (System.nanoTime() < end) {
            Thread.onSpinWait();
        }
    }

    /** {@code n} chunks, {@code ms} apart, each on its way before the next is begun. */
    static void chunks(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/plain");
        long count = Parameters.number(request, "n", 10);
        ServletOutputStream out = response.getOutputStream();
        for (long i = 0; i < count; i++) {
            pause(i == 0 ? 0 : Parameters.number(request, "ms", 100));
            out.print("chunk " + i + "\n");
            out.flush();
        }
    }

    /** {@code n} server-sent events, {@code ms} apart. */
    static void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
        response.setContentType("text/event-stream");
        response.setHeader("Cache-Control", "no-store");
        long count = Parameters.number(request, "n", 10);
        ServletOutputStream out = response.getOutputStream();
        for (long i = 0; i < count; i++) {
            pause(i == 0 ? 0 : Parameters.number(request, "ms", 1000));
            out.print("id: " + i + "\ndata: event " + i + "\n\n");
            out.flush();
        }
    }
}
