package io.backhand.proxy;

import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;

/** Interim responses of a backend on their way to the client. */
final class PassedInterim {
    private PassedInterim() {}

    /** Passes one on, where the client can have it. */
    static void passOn(
            int status, HttpFields headers, ResponseHeaders.Places places, Response clientResponse, FailureLog log) {
        Request clientRequest = clientResponse.getRequest();
        HttpVersion version = clientRequest.getConnectionMetaData().getHttpVersion();
        // 100 is the upstream's, which asks the client for the body; the server then answers with its own.
        if (status == HttpStatus.CONTINUE_100 || version.getVersion() <= HttpVersion.HTTP_1_0.getVersion()) {
            return;
        }
        try {
            // Whether it went out changes nothing for the response proper.
            var unused = clientResponse.writeInterim(status, ResponseHeaders.interim(headers, places));
        } catch (RuntimeException e) {
            log.unexpected(ClientRequestFacts.target(clientRequest), e);
        }
    }
}
