package io.backhand.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ErrorPageErrorHandler;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/**
 * What a client sees of an error that the balancer answers itself: {@code 404 Not Found} as plain text, whatever
 * the cause. So a path that leads nowhere looks like one that is hidden, and nothing of the inside gets out.
 */
final class PlainErrors {
    private static final String TEXT = "text/plain";

    private PlainErrors() {}

    /** For errors outside of any context, such as a request that is no HTTP. */
    static final class OfServer extends ErrorHandler {
        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request, Response response, int code, String message, Throwable cause, Callback callback)
                throws IOException {
            generateAcceptableResponse(
                    request, response, callback, TEXT, List.of(StandardCharsets.UTF_8), code, message, cause);
        }

        @Override
        protected void writeErrorPlain(Request request, PrintWriter writer, int code, String message, Throwable cause) {
            writeStatus(writer, code);
        }
    }

    /** For errors in a context; where its web.xml has an error page, that is shown. */
    static final class OfContext extends ErrorPageErrorHandler {
        @Override
        public boolean errorPageForMethod(String method) {
            return true;
        }

        @Override
        protected void generateResponse(
                Request request, Response response, int code, String message, Throwable cause, Callback callback)
                throws IOException {
            generateAcceptableResponse(
                    request, response, callback, TEXT, List.of(StandardCharsets.UTF_8), code, message, cause);
        }

        @Override
        protected void writeErrorPlain(Request request, PrintWriter writer, int code, String message, Throwable cause) {
            writeStatus(writer, code);
        }
    }

    private static void writeStatus(PrintWriter writer, int code) {
        writer.write(code + " " + HttpStatus.getMessage(code) + "\n");
    }
}
