package io.backhand.content;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** What the headers of a request ask for. */
enum Wish {
    ALL,
    /** It names the very file that there is, and wants another. */
    NEWS,
    /** A part, or something on a condition that takes a closer look. */
    MORE;

    /** What is asked for of a file in that form. */
    static Wish of(HttpFields headers, FileForm form) {
        Wish wish = ALL;
        for (HttpField field : headers) {
            HttpHeader header = field.getHeader();
            if (header == HttpHeader.RANGE
                    || header == HttpHeader.IF_MATCH
                    || header == HttpHeader.IF_UNMODIFIED_SINCE) {
                return MORE;
            }
            if (header == HttpHeader.IF_NONE_MATCH) {
                if (!form.getETag().getValue().equals(field.getValue())) {
                    return MORE;
                }
                wish = NEWS;
            } else if (header == HttpHeader.IF_MODIFIED_SINCE && wish != NEWS) {
                wish = form.getLastModified().getValue().equals(field.getValue()) ? NEWS : MORE;
            }
        }
        return wish;
    }
}
