package io.backhand.content;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;

/** Chooses the form of a file, of those kept beside it, that the client likes best. Thread-safe. */
final class Compression {
    /** By content coding. */
    static final Map<String, CompressedContentFormat> FORMATS =
            Map.of("br", CompressedContentFormat.BR, "gzip", CompressedContentFormat.GZIP);

    /** Of what a client likes equally, in this order; {@code *} is any, so the first. */
    private static final List<String> PREFERENCE = List.of("br", "gzip");

    /** Browsers say one of a few things. */
    private static final int MAX_REMEMBERED = 64;

    private static final int MAX_REMEMBERED_LENGTH = 128;

    private final Map<String, List<String>> remembered = new ConcurrentHashMap<>();

    /** The form to send; the plain one where there is no other that the client takes. */
    FileForm choose(KnownFile file, HttpFields headers) {
        Map<String, FileForm> forms = file.compressed();
        if (forms.isEmpty()) {
            return file.plain();
        }
        for (String coding : accepted(headers)) {
            if (coding.equals("identity")) {
                return file.plain();
            }
            for (String name : coding.equals("*") ? PREFERENCE : List.of(coding)) {
                FileForm form = forms.get(name);
                if (form != null) {
                    return form;
                }
            }
        }
        return file.plain();
    }

    private List<String> accepted(HttpFields headers) {
        List<String> values = headers.getValuesList(HttpHeader.ACCEPT_ENCODING);
        String only = values.size() == 1 ? values.get(0) : "";
        if (only.isEmpty() || only.length() > MAX_REMEMBERED_LENGTH) {
            return parse(values);
        }
        List<String> before = remembered.get(only);
        if (before != null) {
            return before;
        }
        List<String> parsed = List.copyOf(parse(values));
        if (remembered.size() < MAX_REMEMBERED) {
            remembered.put(only, parsed);
        }
        return parsed;
    }

    private static List<String> parse(List<String> values) {
        QuotedQualityCSV accepted = new QuotedQualityCSV(PREFERENCE);
        values.forEach(accepted::addValue);
        return accepted.getValues();
    }
}
