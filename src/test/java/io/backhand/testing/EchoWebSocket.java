package io.backhand.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** A backend's side of WebSocket (RFC 6455): it agrees, and sends every frame back until the client closes. */
public final class EchoWebSocket implements RawBackend.Script {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int CLOSE = 8;

    @Override
    public void run(RawBackend.Wire wire) throws IOException {
        String head = wire.readHead();
        String key = new RawHttp.Answer(head, "").header("Sec-WebSocket-Key").orElse("none");
        wire.write("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                + "Sec-WebSocket-Accept: " + accept(key) + "\r\n\r\n");
        while (true) {
            String start = wire.read(2);
            if (start.length() < 2) {
                return;
            }
            String lengthBytes = lengthBytes(wire, start.charAt(1) & 0x7F);
            String mask = wire.read(4);
            char[] payload =
                    wire.read(length(start.charAt(1) & 0x7F, lengthBytes)).toCharArray();
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= mask.charAt(i % 4);
            }
            wire.write(start.charAt(0) + "" + (char) (start.charAt(1) & 0x7F) + lengthBytes + new String(payload));
            if ((start.charAt(0) & 0xF) == CLOSE) {
                return;
            }
        }
    }

    /** What a server answers to a client's key. */
    public static String accept(String key) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private static String lengthBytes(RawBackend.Wire wire, int shortLength) throws IOException {
        return switch (shortLength) {
            case 126 -> wire.read(2);
            case 127 -> wire.read(8);
            default -> "";
        };
    }

    private static int length(int shortLength, String bytes) {
        int length = bytes.isEmpty() ? shortLength : 0;
        for (int i = 0; i < bytes.length(); i++) {
            length = length << 8 | bytes.charAt(i);
        }
        return length;
    }
}
