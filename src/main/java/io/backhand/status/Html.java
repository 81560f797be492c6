package io.backhand.status;

/**
 * HTML being written. Text is escaped and markup is not, and the two have different methods. Not thread-safe.
 */
final class Html {
    private final StringBuilder html = new StringBuilder(8192);

    /** Adds markup as it stands: only what the program itself says. */
    Html markup(String markup) {
        html.append(markup);
        return this;
    }

    /** Adds text, or the value of an attribute in quotes. */
    Html text(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> html.append("&amp;");
                case '<' -> html.append("&lt;");
                case '>' -> html.append("&gt;");
                case '"' -> html.append("&quot;");
                case '\'' -> html.append("&#39;");
                default -> html.append(c);
            }
        }
        return this;
    }

    /** Adds an element without attributes that holds text. */
    Html element(String name, String text) {
        return markup("<" + name + ">").text(text).markup("</" + name + ">\n");
    }

    @Override
    public String toString() {
        return html.toString();
    }
}
