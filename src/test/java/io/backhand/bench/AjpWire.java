package io.backhand.bench;

import io.backhand.testing.RawAjpRequest;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** AJP/1.3 as httpd's modules speak it: coded names, the client's addresses, and the first part of a body unasked. */
final class AjpWire implements Wire {
    private static final byte SEND_HEADERS = 4;
    private static final byte END_RESPONSE = 5;

    private final ByteBuffer request;

    /** @param bodyBytes fewer than one packet takes */
    AjpWire(URI uri, int bodyBytes) {
        RawAjpRequest head = bodyBytes > 0 ? RawAjpRequest.of("POST", uri.getPath()) : RawAjpRequest.get(uri.getPath());
        head.withoutFields();
        FIELDS.forEach(field -> head.field(code(field.getKey()), field.getValue()));
        head.attribute("AJP_REMOTE_PORT", "51000").attribute("AJP_LOCAL_ADDR", "127.0.0.1");
        if (bodyBytes == 0) {
            request = ByteBuffer.wrap(head.packet());
        } else {
            head.field(code("content-length"), Integer.toString(bodyBytes));
            byte[] body = "x".repeat(bodyBytes).getBytes(StandardCharsets.US_ASCII);
            request = ByteBuffer.wrap(RawAjpRequest.join(head.packet(), RawAjpRequest.data(body)));
        }
    }

    private static int code(String name) {
        return switch (name) {
            case "accept" -> 0xa001;
            case "accept-encoding" -> 0xa003;
            case "accept-language" -> 0xa004;
            case "content-length" -> 0xa008;
            case "cookie" -> 0xa009;
            case "host" -> 0xa00b;
            case "user-agent" -> 0xa00e;
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public ByteBuffer request() {
        return request;
    }

    @Override
    public Answer answer(ByteBuffer in) {
        int status = 0;
        for (int at = 0; at + 5 <= in.position(); ) {
            int next = at + 4 + Short.toUnsignedInt(in.getShort(at + 2));
            if (next > in.position()) {
                return Answer.PART;
            }
            byte type = in.get(at + 4);
            if (type == SEND_HEADERS) {
                status = in.getShort(at + 5);
            } else if (type == END_RESPONSE) {
                boolean reusable = in.get(at + 5) == 1;
                return status / 100 == 2 && reusable ? Answer.GOOD : Answer.BAD;
            }
            at = next;
        }
        return Answer.PART;
    }
}
