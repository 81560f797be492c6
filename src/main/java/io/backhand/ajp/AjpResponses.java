package io.backhand.ajp;

import io.backhand.ajp.ResponsePart.Last;
import io.backhand.ajp.codec.PacketSize;
import io.backhand.ajp.codec.UnsendableResponseException;
import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Writes the responses of one connection, part by part. Thread-safe as its {@link AjpWriter} is. */
final class AjpResponses {
    private final AjpWriter writer;
    private final ByteBufferPool buffers;
    private final PacketSize size;
    private final AjpLog log;

    AjpResponses(AjpWriter writer, ByteBufferPool buffers, PacketSize size, AjpLog log) {
        this.writer = writer;
        this.buffers = buffers;
        this.size = size;
        this.log = log;
    }

    /**
     * The first part of one.
     *
     * @param path of its request, for the log
     * @param withoutContent whether it has none by its request's method or its status
     * @return null where it can't be sent, which the log has been told; another may be begun
     */
    @Nullable
    ResponsePart first(
            @Nullable String path,
            MetaData.Response response,
            @Nullable ByteBuffer content,
            boolean withoutContent,
            Last last) {
        try {
            return ResponsePart.first(buffers, size, response, content, withoutContent, last);
        } catch (UnsendableResponseException e) {
            log.unsendable(path, e);
            return null;
        }
    }

    /** A further part. */
    ResponsePart next(@Nullable ByteBuffer content, Last last) {
        return ResponsePart.next(buffers, size, content, last);
    }

    void write(ResponsePart part, Callback callback) {
        writer.write(part, callback);
    }

    /** Answers what gets no further with a head alone. */
    void refuse(int status, Callback callback) {
        HttpFields.Mutable fields = HttpFields.build();
        fields.put(HttpHeader.CONTENT_LENGTH, 0);
        MetaData.Response response =
                new MetaData.Response(status, HttpStatus.getMessage(status), HttpVersion.HTTP_1_1, fields, 0);
        ResponsePart all = first(null, response, null, false, Last.END_AND_CLOSE);
        if (all != null) {
            write(all, callback);
        }
    }
}
