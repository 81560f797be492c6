package io.backhand.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a {@code web.xml} says, and the lines it says it on. Immutable.
 *
 * <p>A container may know more servlets than its {@code web.xml} has; of those no line is known.
 */
public final class WebXml {
    private static final String CONFIG_PARAM = "backhand.config";

    private final String file;
    private final List<Servlet> servlets;
    private final List<Text> contextParams;

    WebXml(String file, List<Servlet> servlets, List<Text> contextParams) {
        this.file = file;
        this.servlets = List.copyOf(servlets);
        this.contextParams = List.copyOf(contextParams);
    }

    /** A name and a text, and the line the text begins on. */
    record Text(String name, String value, int line) {}

    /** A servlet with its init-params, and its mappings as name and pattern. */
    record Servlet(String name, String className, int line, List<Text> initParams, List<Text> mappings) {}

    /**
     * Reads the file. Nothing outside of it is read, whatever it refers to.
     *
     * @throws ConfigException if it can't be read or is not XML
     */
    public static WebXml read(Path file) throws ConfigException {
        Problems problems = new Problems();
        WebXml webXml = read(file, problems);
        problems.check();
        return webXml;
    }

    /** The same with what is wrong as a problem; it then says nothing. */
    static WebXml read(Path file, Problems problems) {
        return TextFile.read(file, problems)
                .map(text -> new WebXmlParser(file.toString(), problems).parse(text))
                .orElseGet(() -> unknown(file.toString()));
    }

    /** Where there is no such file, or it is out of reach; messages call it by the name given. */
    public static WebXml unknown(String file) {
        return new WebXml(file, List.of(), List.of());
    }

    /** All servlets that have a class. */
    public List<ServletDeclaration> servlets() {
        return servlets.stream().map(WebXml::declaration).toList();
    }

    /** The context-param {@code backhand.config}: the TOML file of what is shared. */
    public Optional<String> sharedConfig() {
        return contextParam().map(param -> param.value().strip()).filter(value -> !value.isEmpty());
    }

    /** Where {@link #sharedConfig} stands. */
    Place placeOfSharedConfig() {
        return place(contextParam().map(Text::line));
    }

    /** Where the servlet stands. */
    Place placeOf(String servlet) {
        return place(servlet(servlet).map(Servlet::line));
    }

    /**
     * An init-param of the container with its lines; no line is known where the file has another value.
     *
     * @param value as the container has it, which may have stripped it
     */
    Setting param(String servlet, String name, String value) {
        Optional<Text> written = servlet(servlet).stream()
                .flatMap(found -> found.initParams().stream())
                .filter(param ->
                        param.name().equals(name) && param.value().strip().equals(value.strip()))
                .findFirst();
        return Setting.ofParam(written.map(Text::value).orElse(value), place(written.map(Text::line)));
    }

    /** Where a mapping of the servlet stands. */
    Place placeOfMapping(String servlet, String pattern) {
        return place(servlet(servlet).stream()
                .flatMap(found -> found.mappings().stream())
                .filter(mapping -> mapping.value().equals(pattern))
                .map(Text::line)
                .findFirst());
    }

    private Optional<Text> contextParam() {
        return contextParams.stream()
                .filter(param -> param.name().equals(CONFIG_PARAM))
                .findFirst();
    }

    private Optional<Servlet> servlet(String name) {
        return servlets.stream().filter(servlet -> servlet.name().equals(name)).findFirst();
    }

    private Place place(Optional<Integer> line) {
        return new Place(file, line.orElse(0));
    }

    private static ServletDeclaration declaration(Servlet servlet) {
        Map<String, String> params = new LinkedHashMap<>();
        servlet.initParams().forEach(param -> params.putIfAbsent(param.name(), param.value()));
        return new ServletDeclaration(
                servlet.name(),
                servlet.className(),
                params,
                servlet.mappings().stream().map(Text::value).toList());
    }
}
