package io.backhand.ajp.codec;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;

/** Whatever comes from the network is a value or one of two refusals, and what is written is read back. */
class CodecPropertyTest {
    /** 1,000,000 packets in all; in rounds, because making each by the library takes longer than reading it. */
    private static final int ROUNDS = 1_000;

    private static final int PACKETS_A_ROUND = 1_000;

    /** A value's strings and its arrays, and a refusal's message. */
    private static final int BYTES_FOR_A_PACKET = 4096;

    private static final int BYTES_FOR_A_BYTE = 64;

    private static final Pattern ALLOWED = Pattern.compile("x-.*");
    private static final ForwardRequestReader OPEN = new ForwardRequestReader(100, Secret.NONE, ALLOWED);
    private static final ForwardRequestReader CLOSED =
            new ForwardRequestReader(100, Secret.of("s3cret".getBytes(US_ASCII)), ALLOWED);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Property(tries = ROUNDS, shrinking = ShrinkingMode.OFF, edgeCases = EdgeCasesMode.NONE)
    void aMutatedPacketIsReadOrRefused(@ForAll long seed) {
        Mutations mutations = new Mutations(seed);
        for (int i = 0; i < PACKETS_A_ROUND; i++) {
            byte[] packet = mutations.next();
            ForwardRequestReader reader = i % 2 == 0 ? OPEN : CLOSED;
            String told = told(outcome(ByteBuffer.wrap(packet), reader));

            // The second time, since the first may have loaded classes.
            assertThat(allocatedFor(packet, reader))
                    .isLessThan(BYTES_FOR_A_PACKET + (long) BYTES_FOR_A_BYTE * packet.length);
            assertThat(told(outcome(amongOthers(packet), reader)))
                    .as("whatever lies around the packet")
                    .isEqualTo(told);
        }
    }

    private static long allocatedFor(byte[] packet, ForwardRequestReader reader) {
        ByteBuffer buffer = ByteBuffer.wrap(packet);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        outcome(buffer, reader);
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    /** In the middle of zeros, each of which would end a string. */
    private static ByteBuffer amongOthers(byte[] packet) {
        byte[] all = new byte[packet.length + 20];
        System.arraycopy(packet, 0, all, 10, packet.length);
        return ByteBuffer.wrap(all, 10, packet.length).slice();
    }

    /** What a connection makes of a packet: a request, the length of content, or a refusal. */
    private static Object outcome(ByteBuffer packet, ForwardRequestReader reader) {
        try {
            if (packet.remaining() < PacketHead.BYTES) {
                return "more to come";
            }
            int length = PacketHead.payloadLength(packet, PacketSize.DEFAULT);
            if (length > packet.remaining()) {
                return "more to come";
            }
            ByteBuffer payload = packet.slice(packet.position(), length);
            if (length > 0 && payload.get(0) == PacketType.FORWARD_REQUEST) {
                ForwardRequest request = reader.read(payload);
                assertThat(payload.hasRemaining()).isFalse();
                return request;
            }
            return DataPacket.contentLength(payload);
        } catch (MalformedPacketException | RefusedRequestException e) {
            return e;
        }
    }

    private static String told(Object outcome) {
        if (outcome instanceof ForwardRequest request) {
            return request.method() + request.uri() + request.query() + fieldsOf(request) + request.attributes();
        }
        return outcome.toString();
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void aRequestIsReadAsItWasWritten(
            @ForAll("tokens") String method,
            @ForAll("paths") String uri,
            @ForAll("values") String query,
            @ForAll("fields") List<Map.Entry<String, String>> fields,
            @ForAll("fields") List<Map.Entry<String, String>> attributes,
            @ForAll @IntRange(max = 65535) int keySize)
            throws Exception {
        String plainQuery = query.replaceAll("[^\"$-~]", "");
        RequestPacket packet = RequestPacket.get()
                .secure()
                .method(Methods.BY_NAME)
                .uri(uri)
                .keySize(keySize)
                .attribute(AttributeCode.QUERY_STRING, plainQuery);
        packet.attribute(AttributeCode.STORED_METHOD, method);
        fields.forEach(field -> packet.field("f-" + field.getKey(), field.getValue()));
        attributes.forEach(attribute -> packet.attribute("x-" + attribute.getKey(), attribute.getValue()));

        ForwardRequest request = OPEN.read(packet.buffer());

        assertThat(request.method()).isEqualTo(method);
        assertThat(request.uri()).isEqualTo(uri);
        assertThat(request.query()).contains(plainQuery);
        assertThat(request.keySize()).hasValue(keySize);
        List<String> wanted = new ArrayList<>(List.of("Host=www.example.org"));
        fields.forEach(field -> wanted.add("f-" + field));
        assertThat(fieldsOf(request)).isEqualTo(wanted);
        assertThat(request.attributes().stream().map(a -> a.name() + "=" + a.value()))
                .containsExactlyElementsOf(
                        attributes.stream().map(a -> "x-" + a).toList());
    }

    @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE)
    void aResponseIsReadAsItWasWritten(
            @ForAll @IntRange(min = 200, max = 999) int status,
            @ForAll("values") String reason,
            @ForAll("fields") List<Map.Entry<String, String>> fields)
            throws Exception {
        ByteBuffer output = ByteBuffer.allocate(PacketSize.DEFAULT.bytes());
        ResponseHead head = new ResponseHead(output, PacketSize.DEFAULT);
        head.begin(status, reason);
        for (Map.Entry<String, String> field : fields) {
            head.field(field.getKey(), field.getValue());
        }
        head.end();

        List<String> wanted = new ArrayList<>(List.of(status + " " + (reason.isEmpty() ? "" + status : reason)));
        fields.forEach(field -> wanted.add(field.toString()));
        assertThat(readHead(output.flip())).isEqualTo(wanted);
    }

    private static List<String> fieldsOf(ForwardRequest request) {
        List<String> fields = new ArrayList<>();
        for (int i = 0; i < request.fieldCount(); i++) {
            fields.add(request.fieldName(i) + "=" + request.fieldValue(i));
        }
        return fields;
    }

    /** As httpd reads it; fields of coded names are not among those generated. */
    private static List<String> readHead(ByteBuffer packet) {
        assertThat(packet.getShort()).isEqualTo((short) 0x4142);
        assertThat(packet.getShort()).isEqualTo((short) packet.remaining());
        assertThat(packet.get()).isEqualTo((byte) 4);
        List<String> head = new ArrayList<>(List.of(packet.getShort() + " " + string(packet)));
        int fields = packet.getShort();
        for (int i = 0; i < fields; i++) {
            head.add(string(packet) + "=" + string(packet));
        }
        assertThat(packet.hasRemaining()).isFalse();
        return head;
    }

    private static String string(ByteBuffer packet) {
        byte[] bytes = new byte[packet.getShort()];
        packet.get(bytes);
        assertThat(packet.get()).isZero();
        return new String(bytes, ISO_8859_1);
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.strings()
                .withChars("ABCZabcz019!#$%&'*+-.^_`|~")
                .ofMinLength(1)
                .ofMaxLength(20);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings()
                .withChars("abzAZ09-_~:@!$&'()*+,;=")
                .ofMaxLength(12)
                .list()
                .ofMaxSize(6)
                .map(segments -> "/" + String.join("/", segments));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings()
                .withCharRange(' ', '~')
                .withCharRange('\u0080', '\u00FF')
                .withChars('\t')
                .ofMaxLength(40);
    }

    @Provide
    Arbitrary<List<Map.Entry<String, String>>> fields() {
        Arbitrary<String> names = tokens().map(token -> "X-" + token);
        return Arbitraries.entries(names, values()).list().ofMaxSize(20);
    }
}
