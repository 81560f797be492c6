package io.backhand.agent;

import io.backhand.cluster.Intent;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.CountDownLatch;

/** Holds requests, each in another way, until it is told to let them go. */
final class HeldServlet extends HttpServlet {
    private final transient CountDownLatch released = new CountDownLatch(1);

    void release() {
        released.countDown();
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws ServletException {
        switch (request.getRequestURI()) {
            case "/blocking" -> await();
            case "/async" -> later(request.startAsync(), AsyncContext::complete);
            case "/dispatched" -> {
                if (request.getDispatcherType() == DispatcherType.REQUEST) {
                    later(request.startAsync(), AsyncContext::dispatch);
                }
            }
            case "/async-twice" -> {
                boolean first = request.getDispatcherType() == DispatcherType.REQUEST;
                AsyncContext round = request.startAsync();
                if (first) {
                    round.dispatch();
                } else {
                    later(round, AsyncContext::complete);
                }
            }
            case "/completed-at-once" -> request.startAsync().complete();
            case "/timed-out" -> request.startAsync().setTimeout(50);
            case "/broken" -> throw new ServletException("as asked");
            case "/drain" -> agent().intent(Intent.DRAINING);
            default -> response.setStatus(HttpServletResponse.SC_OK);
        }
    }

    private Agent agent() {
        return (Agent) getServletContext().getAttribute(Agent.ATTRIBUTE);
    }

    private void later(AsyncContext round, java.util.function.Consumer<AsyncContext> end) {
        round.setTimeout(0);
        Thread thread = new Thread(
                () -> {
                    await();
                    end.accept(round);
                },
                "held");
        thread.setDaemon(true);
        thread.start();
    }

    private void await() {
        try {
            released.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
