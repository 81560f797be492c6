package io.backhand.content;

import io.backhand.content.FileTree.Stamp;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.util.Optional;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.TypeUtil;
import org.jspecify.annotations.Nullable;

/**
 * A file in a form in which it is sent, plain or compressed: its headers, ready made, and its content once it is in
 * memory. Thread-safe.
 */
final class FileForm extends HttpContent.Wrapper {
    private static final HttpField RANGES = new PreEncodedHttpField(HttpHeader.ACCEPT_RANGES, "bytes");
    private static final HttpField NO_CACHE =
            new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, StaticFiles.CACHE_CONTROL);

    private final String path;
    private final Stamp stamp;
    private final HttpField etag;
    private final HttpField lastModified;
    private final HttpField contentLength;
    private final HttpFields head;
    private final HttpFields unmodifiedHead;
    private volatile @Nullable ByteBuffer bytes;

    /**
     * A form that is not in memory.
     *
     * @param path of the file that holds this form
     * @param stamp of that file
     * @param content that file as this form
     */
    FileForm(String path, Stamp stamp, HttpContent content) {
        super(content);
        this.path = path;
        this.stamp = stamp;
        this.etag = new PreEncodedHttpField(HttpHeader.ETAG, content.getETagValue());
        this.lastModified = new PreEncodedHttpField(
                HttpHeader.LAST_MODIFIED, content.getLastModified().getValue());
        this.contentLength = new PreEncodedHttpField(HttpHeader.CONTENT_LENGTH, stamp.sizeBytes());
        HttpFields.Mutable common = HttpFields.build()
                .add(StaticFiles.VARY)
                .add(etag)
                .add(lastModified)
                .add(RANGES)
                .add(NO_CACHE);
        this.unmodifiedHead = HttpFields.build(common).asImmutable();
        common.add(contentLength);
        addEncoded(common, content.getContentType());
        addEncoded(common, content.getContentEncoding());
        this.head = common.asImmutable();
    }

    private static void addEncoded(HttpFields.Mutable fields, @Nullable HttpField field) {
        if (field != null && field.getHeader() != null) {
            fields.add(new PreEncodedHttpField(field.getHeader(), field.getValue()));
        }
    }

    long sizeBytes() {
        return stamp.sizeBytes();
    }

    /** The headers of a response with all of it. */
    HttpFields head() {
        return head;
    }

    /** The headers of a response that says that the client has it. */
    HttpFields unmodifiedHead() {
        return unmodifiedHead;
    }

    /** All of it, to be read by whoever asked; nothing where it is not in memory. */
    @Nullable
    ByteBuffer bytes() {
        ByteBuffer loaded = bytes;
        return loaded == null ? null : loaded.slice();
    }

    /**
     * Reads all of it, which waits for the disk.
     *
     * @param room of its size
     * @return its content; none where the file is not, or did not stay, what it was
     */
    Optional<ByteBuffer> read(FileTree tree, ByteBuffer room) {
        try (SeekableByteChannel file = Files.newByteChannel(tree.fileOf(path))) {
            while (room.hasRemaining() && file.read(room) >= 0) {
                // Until it is full, or the file has become shorter.
            }
        } catch (IOException e) {
            return Optional.empty();
        }
        boolean unchanged = !room.hasRemaining() && tree.stamp(path).equals(Optional.of(stamp));
        return unchanged ? Optional.of(room.flip().asReadOnlyBuffer()) : Optional.empty();
    }

    /** From now on it is in memory. */
    void keep(ByteBuffer content) {
        bytes = content;
    }

    /** From now on it is not, but for those who have asked for it. */
    void drop() {
        bytes = null;
    }

    @Override
    public HttpField getETag() {
        return etag;
    }

    @Override
    public HttpField getLastModified() {
        return lastModified;
    }

    @Override
    public HttpField getContentLength() {
        return contentLength;
    }

    @Override
    public long getContentLengthValue() {
        return stamp.sizeBytes();
    }

    @Override
    public void writeTo(Content.Sink sink, long offset, long length, Callback callback) {
        ByteBuffer loaded = bytes();
        if (loaded == null) {
            super.writeTo(sink, offset, length, callback);
        } else {
            long part = TypeUtil.checkOffsetLengthSize(offset, length, loaded.remaining());
            sink.write(true, loaded.slice(Math.toIntExact(offset), Math.toIntExact(part)), callback);
        }
    }
}
