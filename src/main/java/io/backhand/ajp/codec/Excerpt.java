package io.backhand.ajp.codec;

/** The beginning of what a peer sent, in quotes, such that it can't forge a line of a log. */
final class Excerpt {
    private static final int MAX_BYTES = 60;

    private Excerpt() {}

    static String of(byte[] bytes, int start, int end) {
        StringBuilder text = new StringBuilder(MAX_BYTES + 5).append('"');
        int shown = Math.min(end, start + MAX_BYTES);
        for (int i = start; i < shown; i++) {
            append(text, (char) (bytes[i] & 0xFF));
        }
        return text.append(shown < end ? "…\"" : "\"").toString();
    }

    static String of(String value) {
        StringBuilder text = new StringBuilder(MAX_BYTES + 5).append('"');
        int shown = Math.min(value.length(), MAX_BYTES);
        for (int i = 0; i < shown; i++) {
            append(text, value.charAt(i));
        }
        return text.append(shown < value.length() ? "…\"" : "\"").toString();
    }

    private static void append(StringBuilder text, char character) {
        if (character >= ' ' && character < 0x7F && character != '"' && character != '\\') {
            text.append(character);
        } else {
            text.append("\\x")
                    .append(Integer.toHexString(0x100 | (character & 0xFF)).substring(1));
        }
    }
}
