package io.backhand.proxy.upstream.http2;

import org.eclipse.jetty.client.ProtocolHandler;
import org.eclipse.jetty.client.Request;
import org.eclipse.jetty.client.Response;
import org.eclipse.jetty.client.transport.HttpConversation;
import org.eclipse.jetty.client.transport.HttpExchange;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpStatus;

/** Takes every interim response, known or not: Jetty's client waits forever for the final one where nobody does. */
final class InterimResponses implements ProtocolHandler {
    @Override
    public String getName() {
        return "interim";
    }

    @Override
    public boolean accept(Request request, Response response) {
        return HttpStatus.isInterim(response.getStatus());
    }

    @Override
    public Response.Listener getResponseListener() {
        return new Response.Listener() {
            @Override
            public void onSuccess(Response response) {
                RawRequest request = (RawRequest) response.getRequest();
                int status = response.getStatus();
                HttpFields headers = HttpFields.build(response.getHeaders()).asImmutable();
                expectAnother(request);
                request.exchange().onInterim(status, headers);
            }

            @Override
            public void onFailure(Response response, Throwable failure) {
                // The exchange's own listener is told of the end.
                ((RawRequest) response.getRequest()).getConversation().updateResponseListeners(null);
            }
        };
    }

    @SuppressWarnings("NullAway") // Jetty is not annotated; null restores the request's own listeners.
    private static void expectAnother(RawRequest request) {
        HttpConversation conversation = request.getConversation();
        conversation.updateResponseListeners(null);
        HttpExchange exchange = conversation.getExchanges().peekLast();
        if (exchange != null) {
            exchange.resetResponse();
        }
    }
}
