package io.backhand.server;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.thread.Invocable;

/** Servlets, a filter and listeners that block wherever an application may, until the test lets them go on. */
public final class BlockingApplication {
    /** More than the sockets between a server and a client that does not read will hold. */
    static final int BIG = 24 * 1024 * 1024;

    /** All of them, the filter before one route of the balancer, and another route beside. */
    static final String WEB_XML =
            """
            <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.1" metadata-complete="true">
              <filter>
                <filter-name>before</filter-name>
                <filter-class>io.backhand.server.BlockingApplication$Before</filter-class>
                <async-supported>true</async-supported>
              </filter>
              <filter-mapping><filter-name>before</filter-name><url-pattern>/filtered/*</url-pattern></filter-mapping>
              %s
            </web-app>
            """
                    .formatted(servlet("io.backhand.server.BlockingApplication$InService", "/service")
                            + servlet("io.backhand.server.BlockingApplication$InRead", "/read")
                            + servlet("io.backhand.server.BlockingApplication$InWrite", "/write")
                            + servlet("io.backhand.server.BlockingApplication$InCompletion", "/completion")
                            + servlet("io.backhand.proxy.BackhandServlet", "/filtered/*")
                            + servlet("io.backhand.proxy.BackhandServlet", "/busy/*"));

    private static final Queue<String> AT_FAULT = new ConcurrentLinkedQueue<>();
    private static Semaphore writing = new Semaphore(0);
    private static Semaphore blocked = new Semaphore(0);
    private static CountDownLatch goOn = new CountDownLatch(1);

    private BlockingApplication() {}

    /** From now on what comes blocks. */
    static synchronized void close() {
        writing = new Semaphore(0);
        blocked = new Semaphore(0);
        goOn = new CountDownLatch(1);
        AT_FAULT.clear();
    }

    /** Waits until so many are blocked. */
    static boolean awaitBlocked(int count) throws InterruptedException {
        return gate().tryAcquire(count, 30, TimeUnit.SECONDS);
    }

    /** Waits until so many have written more than their clients have taken. */
    static boolean awaitWriting(int count) throws InterruptedException {
        return written().tryAcquire(count, 30, TimeUnit.SECONDS);
    }

    static void open() {
        latch().countDown();
    }

    /** What was called on a thread that must not block. */
    static Queue<String> atFault() {
        return AT_FAULT;
    }

    private static synchronized Semaphore gate() {
        return blocked;
    }

    private static synchronized Semaphore written() {
        return writing;
    }

    private static synchronized CountDownLatch latch() {
        return goOn;
    }

    private static void block(String where) {
        if (Invocable.isNonBlockingInvocation()) {
            AT_FAULT.add(where);
            gate().release();
            return;
        }
        CountDownLatch latch = latch();
        gate().release();
        try {
            if (!latch.await(60, TimeUnit.SECONDS)) {
                AT_FAULT.add(where + " was not let go");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static AsyncContext startAsync(HttpServletRequest request) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        return async;
    }

    private static String servlet(String className, String pattern) {
        return """
                <servlet>
                  <servlet-name>%2$s</servlet-name>
                  <servlet-class>%1$s</servlet-class>
                  <async-supported>true</async-supported>
                </servlet>
                <servlet-mapping><servlet-name>%2$s</servlet-name><url-pattern>%2$s</url-pattern></servlet-mapping>
                """
                .formatted(className, pattern);
    }

    /** Blocks as any servlet may. */
    public static final class InService extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            block("service");
            response.getOutputStream().print("done");
        }
    }

    /** Blocks in the middle of reading. */
    public static final class InRead extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = startAsync(request);
            ServletInputStream in = request.getInputStream();
            in.setReadListener(new ReadListener() {
                private boolean hasBlocked;

                @Override
                public void onDataAvailable() throws IOException {
                    if (!hasBlocked) {
                        hasBlocked = true;
                        block("onDataAvailable");
                    }
                    byte[] some = new byte[1000];
                    int read;
                    do {
                        read = in.isReady() ? in.read(some) : -1;
                    } while (read >= 0);
                }

                @Override
                public void onAllDataRead() throws IOException {
                    response.getOutputStream().print("done");
                    async.complete();
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        }
    }

    /** Blocks when it may write again. */
    public static final class InWrite extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = startAsync(request);
            ServletOutputStream out = response.getOutputStream();
            out.setWriteListener(new WriteListener() {
                private int left = BIG;
                private boolean hadToWait;
                private boolean hasBlocked;

                @Override
                public void onWritePossible() throws IOException {
                    if (hadToWait && !hasBlocked) {
                        hasBlocked = true;
                        block("onWritePossible");
                    }
                    while (left > 0 && out.isReady()) {
                        int next = Math.min(left, 64 * 1024);
                        left -= next;
                        out.write(new byte[next]);
                    }
                    if (!hadToWait) {
                        hadToWait = true;
                        written().release();
                    }
                    if (left == 0 && out.isReady()) {
                        async.complete();
                    }
                }

                @Override
                public void onError(Throwable failure) {
                    async.complete();
                }
            });
        }
    }

    /** Leaves it to the container to write all, and blocks when that is done. */
    public static final class InCompletion extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
            AsyncContext async = startAsync(request);
            async.addListener(new BlocksWhenComplete());
            response.setBufferSize(BIG + 1);
            response.getOutputStream().write(new byte[BIG]);
            async.complete();
            written().release();
        }
    }

    /** Blocks before a mount, and when the mount is done. */
    public static final class Before extends HttpFilter {
        private static final long serialVersionUID = 1;

        @Override
        protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
                throws IOException, ServletException {
            block("doFilter");
            chain.doFilter(request, response);
            if (request.isAsyncStarted()) {
                request.getAsyncContext().addListener(new BlocksWhenComplete());
            }
        }
    }

    private static final class BlocksWhenComplete implements AsyncListener {
        @Override
        public void onComplete(AsyncEvent event) {
            block("onComplete");
        }

        @Override
        public void onTimeout(AsyncEvent event) {
            // There is none.
        }

        @Override
        public void onError(AsyncEvent event) {
            block("onError");
        }

        @Override
        public void onStartAsync(AsyncEvent event) {
            // It is told of the end alone.
        }
    }
}
