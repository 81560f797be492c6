package io.backhand.ajp.codec;

import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Packets with their heads, some of them good, most of them changed here and there or made of chance. */
final class Mutations {
    private static final String CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";

    /** Lengths and codes at which something begins or ends. */
    private static final int[] EDGES = {0, 1, 2, 3, 10, 0x7F, 0x80, 0xA0, 0xA00B, 0x1FFC, 0x7FFF, 0x8000, 0xFFFE, 0xFFFF
    };

    private static final List<byte[]> SEEDS = List.of(
            packet(RequestPacket.get()
                    .field("X-Request-Id", "7f3a")
                    .attribute(AttributeCode.SECRET, "s3cret")
                    .attribute(AttributeCode.QUERY_STRING, "q=1&r=%zz")
                    .attribute(AttributeCode.JVM_ROUTE, "n1")
                    .attribute("AJP_REMOTE_PORT", "51000")
                    .attribute("AJP_LOCAL_ADDR", "192.0.2.1")
                    .attribute("JK_LB_ACTIVATION", "ACT")
                    .payload()),
            packet(RequestPacket.get()
                    .method(Methods.BY_NAME)
                    .secure()
                    .uri("/a/../b;c/%C3%A9/\u00C3\u00A9")
                    .field("Transfer-Encoding", "chunked")
                    .attribute(AttributeCode.SECRET, "s3cret")
                    .attribute(AttributeCode.STORED_METHOD, "PATCH")
                    .attribute(AttributeCode.REMOTE_USER, "ann")
                    .attribute(AttributeCode.SSL_CERT, CERTIFICATE)
                    .keySize(256)
                    .attribute("AJP_SSL_PROTOCOL", "TLSv1.3")
                    .attribute("x-b", "1")
                    .payload()),
            packet(RequestPacket.get()
                    .method(4)
                    .coded(FieldNames.CONTENT_LENGTH, "11")
                    .attribute(AttributeCode.SECRET, "s3cret")
                    .payload()),
            packet(RequestPacket.get()
                    .end(0x0C, 0, 6, 's', '3', 'c', 'r', 'e', 't', 0, 0xFF)
                    .payload()),
            packet(new byte[] {0, 5, 'h', 'e', 'l', 'l', 'o'}),
            packet(new byte[] {0, 0}),
            packet(new byte[0]),
            packet(new byte[] {PacketType.CPING}));

    private final Random random;

    Mutations(long seed) {
        random = new Random(seed);
    }

    private static byte[] packet(byte[] payload) {
        return RequestPacket.join(
                new byte[] {0x12, 0x34, (byte) (payload.length >> 8), (byte) payload.length}, payload);
    }

    /** The next packet; its head mostly tells its length. */
    byte[] next() {
        byte[] packet = random.nextInt(16) == 0
                ? chance()
                : SEEDS.get(random.nextInt(SEEDS.size())).clone();
        for (int changes = random.nextInt(5); changes > 0 && packet.length > 0; changes--) {
            packet = changed(packet);
        }
        if (packet.length >= 4 && random.nextInt(4) > 0) {
            int payload = packet.length - 4;
            packet[2] = (byte) (payload >> 8);
            packet[3] = (byte) payload;
        }
        return packet;
    }

    private byte[] chance() {
        byte[] packet = new byte[4 + random.nextInt(200)];
        random.nextBytes(packet);
        packet[0] = 0x12;
        packet[1] = 0x34;
        packet[4 - 1 + Math.min(1, packet.length - 4)] = PacketType.FORWARD_REQUEST;
        return packet;
    }

    private byte[] changed(byte[] packet) {
        int at = random.nextInt(packet.length);
        int other = random.nextInt(packet.length);
        int start = Math.min(at, other);
        int end = Math.max(at, other);
        switch (random.nextInt(6)) {
            case 0 -> packet[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> packet[at] = (byte) random.nextInt();
            case 2 -> {
                int edge = EDGES[random.nextInt(EDGES.length)];
                packet[start] = (byte) (edge >> 8);
                packet[Math.min(start + 1, packet.length - 1)] = (byte) edge;
            }
            case 3 -> {
                return Arrays.copyOf(packet, at);
            }
            case 4 -> {
                return RequestPacket.join(Arrays.copyOf(packet, start), Arrays.copyOfRange(packet, end, packet.length));
            }
            default -> {
                return RequestPacket.join(Arrays.copyOf(packet, end), Arrays.copyOfRange(packet, start, packet.length));
            }
        }
        return packet;
    }
}
