package io.backhand.content;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.jetty.http.CompressedContentFormat;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.QuotedQualityCSV;
import org.eclipse.jetty.http.content.HttpContent;
import org.eclipse.jetty.http.content.PreCompressedHttpContent;
import org.eclipse.jetty.server.Request;

/** Finds the compressed form of a file, kept beside it, that the client likes best. */
final class Compression {
    private static final Map<String, CompressedContentFormat> FORMATS =
            Map.of("br", CompressedContentFormat.BR, "gzip", CompressedContentFormat.GZIP);

    /** Of what a client likes equally, in this order; {@code *} is any, so the first. */
    private static final List<String> PREFERENCE = List.of("br", "gzip");

    private final Function<String, Optional<HttpContent>> files;

    /** @param files finds a file by its path */
    Compression(Function<String, Optional<HttpContent>> files) {
        this.files = files;
    }

    /** The file in the form to send; itself where it has no other that the client takes. */
    HttpContent choose(String path, HttpContent file, Request request) {
        QuotedQualityCSV accepted = new QuotedQualityCSV(PREFERENCE);
        request.getHeaders().getValuesList(HttpHeader.ACCEPT_ENCODING).forEach(accepted::addValue);
        for (String encoding : accepted.getValues()) {
            if (encoding.equals("identity")) {
                return file;
            }
            List<String> meant = encoding.equals("*") ? PREFERENCE : List.of(encoding);
            for (String name : meant) {
                Optional<HttpContent> form = form(path, file, name);
                if (form.isPresent()) {
                    return form.get();
                }
            }
        }
        return file;
    }

    /** One older than its file was made from what the file was before. */
    private Optional<HttpContent> form(String path, HttpContent file, String encoding) {
        return Optional.ofNullable(FORMATS.get(encoding)).flatMap(format -> files.apply(path + format.getExtension())
                .filter(form -> !form.getLastModifiedInstant().isBefore(file.getLastModifiedInstant()))
                .map(form -> new PreCompressedHttpContent(file, form, format)));
    }
}
