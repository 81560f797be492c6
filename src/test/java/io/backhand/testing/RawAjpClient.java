package io.backhand.testing;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** httpd's end of a connection by AJP/1.3, that writes and reads exactly what a test says. Reads give up after ten seconds. */
public final class RawAjpClient implements Closeable {
    /** Content of one packet, where its size is 8 KiB. */
    public static final int MAX_DATA = 8186;

    private static final int TO_BALANCER = 0x4142;
    private static final int BODY_CHUNK = 3;
    private static final int HEADERS = 4;
    private static final int END = 5;
    private static final int GET_BODY = 6;
    private static final int CPONG = 9;
    private static final List<String> CODED = List.of(
            "",
            "Content-Type",
            "Content-Language",
            "Content-Length",
            "Date",
            "Last-Modified",
            "Location",
            "Set-Cookie",
            "Set-Cookie2",
            "Servlet-Engine",
            "Status",
            "WWW-Authenticate");

    private final Socket socket;
    private final DataInputStream in;

    /** Connects to loopback. */
    public RawAjpClient(int port) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(10_000);
        socket.setTcpNoDelay(true);
        in = new DataInputStream(socket.getInputStream());
    }

    /**
     * An answer.
     *
     * @param fields as {@code Name: value}, in their order
     * @param text its body, a byte a character
     * @param questions how often more of the body was asked for
     * @param reuse whether the connection may be used again
     */
    public record Answer(int status, String reason, List<String> fields, String text, int questions, boolean reuse) {
        /** Its body. */
        public byte[] body() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }

        /** The value of its first field of that name. */
        public Optional<String> field(String name) {
            return fields.stream()
                    .filter(field -> field.regionMatches(true, 0, name + ": ", 0, name.length() + 2))
                    .map(field -> field.substring(name.length() + 2))
                    .findFirst();
        }
    }

    /** Sends a request and reads its answer. */
    public static Answer exchange(int port, RawAjpRequest request) throws IOException {
        try (RawAjpClient client = new RawAjpClient(port)) {
            return client.ask(request);
        }
    }

    /** Writes and flushes. */
    public void write(byte... bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** Sends a request without a body, and reads its answer. */
    public Answer ask(RawAjpRequest request) throws IOException {
        return ask(request, new byte[0], MAX_DATA);
    }

    /** Sends a request with a body of a known length, the first packet unasked, and reads its answer. */
    public Answer ask(RawAjpRequest request, byte[] body, int mostAtOnce) throws IOException {
        write(request.packet());
        int sent = 0;
        if (body.length > 0) {
            sent = Math.min(body.length, mostAtOnce);
            write(RawAjpRequest.data(Arrays.copyOf(body, sent)));
        }
        return answer(body, sent, mostAtOnce);
    }

    /** Sends one whose length only its end tells: nothing of it unasked, and at its end that packet. */
    public Answer askChunked(RawAjpRequest request, byte[] body, byte[] end) throws IOException {
        write(request.packet());
        return answer(body, 0, MAX_DATA, end);
    }

    /** Reads an answer, giving more of the body whenever that is asked for. */
    public Answer answer(byte[] body, int alreadySent, int mostAtOnce) throws IOException {
        return answer(body, alreadySent, mostAtOnce, RawAjpRequest.data());
    }

    private Answer answer(byte[] body, int alreadySent, int mostAtOnce, byte[] end) throws IOException {
        int sent = alreadySent;
        int questions = 0;
        int status = 0;
        String reason = "";
        List<String> fields = new ArrayList<>();
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        while (true) {
            ByteBuffer packet = ByteBuffer.wrap(readPacket());
            switch (packet.get()) {
                case GET_BODY -> {
                    questions++;
                    int next =
                            Math.min(Math.min(body.length - sent, mostAtOnce), Short.toUnsignedInt(packet.getShort()));
                    write(next == 0 ? end : RawAjpRequest.data(Arrays.copyOfRange(body, sent, sent + next)));
                    sent += next;
                }
                case HEADERS -> {
                    if (status != 0) {
                        throw new IOException("two heads for one request");
                    }
                    status = packet.getShort();
                    reason = string(packet);
                    for (int count = packet.getShort(); count > 0; count--) {
                        fields.add(name(packet) + ": " + string(packet));
                    }
                }
                case BODY_CHUNK -> {
                    int length = Short.toUnsignedInt(packet.getShort());
                    content.write(packet.array(), packet.position(), length);
                    if (packet.remaining() != length + 1 || packet.get(packet.position() + length) != 0) {
                        throw new IOException("a chunk without its end");
                    }
                }
                case END -> {
                    return new Answer(
                            status,
                            reason,
                            fields,
                            content.toString(StandardCharsets.ISO_8859_1),
                            questions,
                            packet.get() == 1);
                }
                default -> throw new IOException("unknown packet " + Arrays.toString(packet.array()));
            }
        }
    }

    /** Sends a CPING and waits for its answer. */
    public void ping() throws IOException {
        write(RawAjpRequest.packet((byte) 10));
        byte[] answer = readPacket();
        if (answer.length != 1 || answer[0] != CPONG) {
            throw new IOException("no CPONG: " + Arrays.toString(answer));
        }
    }

    /** The payload of the next packet. */
    public byte[] readPacket() throws IOException {
        int magic = in.readUnsignedShort();
        if (magic != TO_BALANCER) {
            throw new IOException("no packet: " + Integer.toHexString(magic));
        }
        byte[] payload = new byte[in.readUnsignedShort()];
        in.readFully(payload);
        return payload;
    }

    /** Waits for the connection's end. @return how many bytes came before it; -1 where it was reset */
    public int readToEnd() throws IOException {
        try {
            return in.readAllBytes().length;
        } catch (EOFException e) {
            return 0;
        } catch (java.net.SocketException e) {
            return -1;
        }
    }

    /** Says that nothing more comes. */
    public void shutdownOutput() throws IOException {
        socket.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private static String name(ByteBuffer packet) {
        int first = Short.toUnsignedInt(packet.getShort(packet.position()));
        if (first >> 8 == 0xA0) {
            packet.getShort();
            return CODED.get(first & 0xFF);
        }
        return string(packet);
    }

    private static String string(ByteBuffer packet) {
        byte[] text = new byte[Short.toUnsignedInt(packet.getShort())];
        packet.get(text);
        packet.get();
        return new String(text, StandardCharsets.ISO_8859_1);
    }
}
