package io.backhand.bench;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;

/** HTTP/1.1. An answer has a {@code Content-Length}. */
final class HttpWire implements Wire {
    private static final String LENGTH = "content-length:";

    private final ByteBuffer request;

    HttpWire(URI uri, int bodyBytes) {
        StringBuilder head = new StringBuilder(bodyBytes > 0 ? "POST " : "GET ");
        head.append(uri.getPath()).append(" HTTP/1.1\r\n");
        for (Map.Entry<String, String> field : FIELDS) {
            head.append(field.getKey()).append(": ").append(field.getValue()).append("\r\n");
        }
        if (bodyBytes > 0) {
            head.append("content-length: ").append(bodyBytes).append("\r\n");
        }
        head.append("\r\n").append("x".repeat(bodyBytes));
        request = StandardCharsets.US_ASCII.encode(head.toString());
    }

    @Override
    public ByteBuffer request() {
        return request;
    }

    @Override
    public Answer answer(ByteBuffer in) {
        String text = StandardCharsets.ISO_8859_1.decode(in.duplicate().flip()).toString();
        int end = text.indexOf("\r\n\r\n");
        if (end < 0 || in.position() < end + 4 + contentLength(text.substring(0, end))) {
            return Answer.PART;
        }
        return text.startsWith("HTTP/1.1 2") ? Answer.GOOD : Answer.BAD;
    }

    private static int contentLength(String head) {
        int at = head.toLowerCase(Locale.ROOT).indexOf(LENGTH);
        if (at < 0) {
            return 0;
        }
        int end = head.indexOf('\r', at);
        return Integer.parseInt(head.substring(at + LENGTH.length(), end < 0 ? head.length() : end)
                .strip());
    }
}
