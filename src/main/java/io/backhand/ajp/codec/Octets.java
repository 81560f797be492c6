package io.backhand.ajp.codec;

/** Which bytes may stand where, as sets that are asked by one look into a table. */
final class Octets {
    /** Of a method and of a field's name (RFC 9110, 5.6.2). */
    static final int TOKEN = 1;

    /** Of a field's value: no control character but a tab. */
    static final int VALUE = 1 << 1;

    /** Of a target without its query. What is not ASCII may stand there raw, as browsers send it. */
    static final int PATH = 1 << 2;

    /** Of a query. */
    static final int QUERY = 1 << 3;

    /** Of a host's name or IPv4 address (RFC 3986, 3.2.2). */
    static final int HOST = 1 << 4;

    /** Of an IPv4 or IPv6 address with its zone. */
    static final int ADDRESS = 1 << 5;

    /** Of certificates in PEM, which have more than one line. */
    static final int PEM = 1 << 6;

    static final int DIGIT = 1 << 7;

    private static final int VALUES = 256;
    private static final String ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final byte[] SETS = sets();

    private Octets() {}

    private static byte[] sets() {
        byte[] sets = new byte[VALUES];
        add(sets, ALPHANUMERIC + "!#$%&'*+-.^_`|~", TOKEN);
        add(sets, ALPHANUMERIC + "-._~%!$&'()*+,;=", HOST);
        add(sets, ALPHANUMERIC + ":.%-_", ADDRESS);
        add(sets, "0123456789", DIGIT);
        add(sets, "\t", VALUE | PEM);
        add(sets, "\r\n", PEM);
        for (int octet = ' '; octet < VALUES; octet++) {
            sets[octet] |= (byte) (octet == 0x7F ? 0 : VALUE | PEM);
        }
        for (int octet = '!'; octet < VALUES; octet++) {
            sets[octet] |= (byte) (octet == 0x7F || octet == '#' ? 0 : octet == '?' ? QUERY : PATH | QUERY);
        }
        return sets;
    }

    private static void add(byte[] sets, String octets, int set) {
        for (int i = 0; i < octets.length(); i++) {
            sets[octets.charAt(i)] |= (byte) set;
        }
    }

    /** Whether all of {@code bytes} from {@code start} to before {@code end} are of the set. */
    static boolean allIn(int set, byte[] bytes, int start, int end) {
        int common = set;
        for (int i = start; i < end; i++) {
            common &= SETS[bytes[i] & 0xFF];
        }
        return common != 0;
    }

    /** Whether a character is a byte of the set. */
    static boolean isIn(int set, char character) {
        return character < VALUES && (SETS[character] & set) != 0;
    }
}
