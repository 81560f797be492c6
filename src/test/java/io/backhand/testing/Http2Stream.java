package io.backhand.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.http.HostPortHttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpScheme;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.util.Callback;

/** One request over HTTP/2, frame by frame, on a connection of its own, and what comes back. */
public final class Http2Stream implements Stream.Listener {
    private static final int CANCEL = 8;
    private static final int DEADLINE_SECONDS = 10;

    private final CompletableFuture<MetaData.Response> answered = new CompletableFuture<>();
    private final List<MetaData.Response> interims = new CopyOnWriteArrayList<>();
    private final AtomicReference<String> data = new AtomicReference<>("");
    private final CompletableFuture<HttpFields> ended = new CompletableFuture<>();
    private final Stream stream;

    private Http2Stream(HTTP2Client client, int port, MetaData.Request request, boolean last) throws Exception {
        Session session = client.connect(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), port), new Session.Listener() {})
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        stream = session.newStream(new HeadersFrame(request, null, last), this).get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** A request without content. */
    public static Http2Stream get(HTTP2Client client, int port, String target, HttpFields headers) throws Exception {
        return new Http2Stream(client, port, request("GET", port, target, headers), true);
    }

    /** A request whose content is to come. */
    public static Http2Stream post(HTTP2Client client, int port, String target, HttpFields headers) throws Exception {
        return new Http2Stream(client, port, request("POST", port, target, headers), false);
    }

    /** An extended CONNECT (RFC 8441). */
    public static Http2Stream connect(HTTP2Client client, int port, String target, HttpFields headers, String protocol)
            throws Exception {
        HostPortHttpField authority = new HostPortHttpField("127.0.0.1:" + port);
        return new Http2Stream(
                client,
                port,
                new MetaData.ConnectRequest(HttpScheme.HTTP, authority, target, headers, protocol),
                false);
    }

    private static MetaData.Request request(String method, int port, String target, HttpFields headers) {
        HttpURI uri = HttpURI.build("http://127.0.0.1:" + port + target).asImmutable();
        return new MetaData.Request(method, uri, HttpVersion.HTTP_2, headers);
    }

    /** The head of the response. */
    public MetaData.Response answer() throws Exception {
        return answered.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** The interim responses so far. */
    public List<MetaData.Response> interims() {
        return interims;
    }

    /** Sends content, or bytes of the tunnel. */
    public void send(String bytes, boolean last) throws Exception {
        stream.data(new DataFrame(stream.getId(), ByteBuffer.wrap(bytes.getBytes(ISO_8859_1)), last))
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    /** Gives it up. */
    public void reset() {
        stream.reset(new ResetFrame(stream.getId(), CANCEL), Callback.NOOP);
    }

    /** Waits until that is all that has come. */
    public void awaitData(String expected) {
        TestBalancer.await("came: " + expected, () -> expected.equals(data.get()));
    }

    /** Waits for the end, and tells the trailers; empty for none. Fails where it was reset. */
    public HttpFields awaitEnd() throws Exception {
        return ended.get(DEADLINE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void onHeaders(Stream itsStream, HeadersFrame frame) {
        if (!(frame.getMetaData() instanceof MetaData.Response response)) {
            ended.complete(frame.getMetaData().getHttpFields());
        } else if (response.getStatus() < 200) {
            interims.add(response);
            itsStream.demand();
        } else {
            answered.complete(response);
            endOrGoOn(itsStream, frame.isEndStream());
        }
    }

    @Override
    public void onDataAvailable(Stream itsStream) {
        Stream.Data next = itsStream.readData();
        boolean last = false;
        if (next != null) {
            data.accumulateAndGet(
                    ISO_8859_1.decode(next.frame().getByteBuffer()).toString(), String::concat);
            last = next.frame().isEndStream();
            next.release();
        }
        endOrGoOn(itsStream, last);
    }

    @Override
    public void onReset(Stream itsStream, ResetFrame frame, Callback callback) {
        IllegalStateException reset = new IllegalStateException("reset: " + frame.getError());
        answered.completeExceptionally(reset);
        ended.completeExceptionally(reset);
        callback.succeeded();
    }

    private void endOrGoOn(Stream itsStream, boolean last) {
        if (last) {
            ended.complete(HttpFields.EMPTY);
        } else {
            itsStream.demand();
        }
    }
}
