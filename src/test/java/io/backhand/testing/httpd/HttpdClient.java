package io.backhand.testing.httpd;

import io.backhand.testing.RawClient;
import java.io.IOException;
import java.util.Objects;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.http.HttpTester;

/**
 * A client from an address of this machine's, that asks with a connection for each request.
 *
 * @param from its address, as in 127.0.0.9
 * @param tls what it speaks TLS with; empty where it speaks none
 */
public record HttpdClient(String from, Optional<SSLContext> tls) {
    /** One that speaks plain HTTP. */
    public static HttpdClient plain(String from) {
        return new HttpdClient(from, Optional.empty());
    }

    /** Asks by a header, whose line for the connection is left out, and tells the answer. */
    public HttpTester.Response ask(int port, String... head) throws IOException {
        return askWithBody(port, "", head);
    }

    /** The same with a body, in the form in which the header announces it. */
    public HttpTester.Response askWithBody(int port, String body, String... head) throws IOException {
        String request = String.join("\r\n", head) + "\r\nConnection: close\r\n\r\n" + body;
        String answer = tls.isPresent()
                ? RawClient.exchangeByTls(tls.get(), from, port, request)
                : RawClient.exchange(from, port, request);
        return Objects.requireNonNull(HttpTester.parseResponse(answer), "no answer");
    }

    /** The value of a header as a backend's {@code /whoami} lists it; empty where it does not. */
    public static String told(String header, String whoami) {
        String before = "[\"" + header + "\",\"";
        int start = whoami.indexOf(before);
        return start < 0 ? "" : whoami.substring(start + before.length(), whoami.indexOf("\"]", start));
    }
}
