package io.backhand.heartbeat;

/** Text from the network, made fit for a log: nothing in it can end a line or play a terminal. */
final class SafeText {
    /** Enough to recognise a value by; a datagram's whole text would bury the message. */
    private static final int MAX_CHARS = 60;

    private SafeText() {}

    /** The text in quotes; what is not printable ASCII as {@code \xHH}, what is too long cut. */
    static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        int length = Math.min(text.length(), MAX_CHARS);
        for (int i = 0; i < length; i++) {
            append(quoted, text.charAt(i));
        }
        return quoted.append(text.length() > MAX_CHARS ? "\"..." : "\"").toString();
    }

    private static void append(StringBuilder quoted, char c) {
        if (c == '"' || c == '\\') {
            quoted.append('\\').append(c);
        } else if (c >= ' ' && c <= '~') {
            quoted.append(c);
        } else {
            quoted.append("\\x%02x".formatted((int) c));
        }
    }
}
