package io.backhand.config;

import io.backhand.config.WebXml.Servlet;
import io.backhand.config.WebXml.Text;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.XMLConstants;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.parsers.SAXParserFactory;
import org.jspecify.annotations.Nullable;
import org.xml.sax.Attributes;
import org.xml.sax.InputSource;
import org.xml.sax.Locator;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.XMLReader;
import org.xml.sax.helpers.DefaultHandler;

/**
 * Finds servlets, their mappings and the context's parameters in a {@code web.xml}; the rest is the container's.
 * Used once, by one thread.
 */
final class WebXmlParser extends DefaultHandler {
    private final String file;
    private final Problems problems;

    private final Deque<String> open = new ArrayDeque<>();
    private final StringBuilder text = new StringBuilder();
    private final Map<String, Text> current = new HashMap<>();
    private final List<Text> initParams = new ArrayList<>();
    private final List<Text> patterns = new ArrayList<>();

    private final List<Servlet> servlets = new ArrayList<>();
    private final List<Text> mappings = new ArrayList<>();
    private final List<Text> contextParams = new ArrayList<>();

    private @Nullable Locator locator;
    private int textLine;
    private int servletLine;

    WebXmlParser(String file, Problems problems) {
        this.file = file;
        this.problems = problems;
    }

    /** What the text says; nothing where it isn't XML, which becomes a problem. */
    WebXml parse(String xml) {
        try {
            XMLReader reader = secureReader();
            reader.setContentHandler(this);
            reader.setErrorHandler(this);
            reader.setEntityResolver(this);
            reader.parse(new InputSource(new StringReader(xml)));
        } catch (SAXParseException e) {
            problems.add(new Place(file, e.getLineNumber()), String.valueOf(e.getMessage()));
        } catch (SAXException | IOException | ParserConfigurationException e) {
            problems.add(new Place(file, 0), "can't be read: " + e.getMessage());
        }
        return new WebXml(file, servletsWithMappings(), contextParams);
    }

    private static XMLReader secureReader() throws SAXException, ParserConfigurationException {
        SAXParserFactory factory = SAXParserFactory.newDefaultNSInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://xml.org/sax/features/external-general-entities", false);
        factory.setFeature("http://xml.org/sax/features/external-parameter-entities", false);
        factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
        return factory.newSAXParser().getXMLReader();
    }

    /** Nothing outside of the file is read. */
    @Override
    public InputSource resolveEntity(String publicId, String systemId) {
        return new InputSource(new StringReader(""));
    }

    @Override
    public void fatalError(SAXParseException e) throws SAXException {
        throw e;
    }

    @Override
    public void setDocumentLocator(Locator locator) {
        this.locator = locator;
    }

    @Override
    public void startElement(String uri, String localName, String qName, Attributes attributes) {
        open.push(localName);
        text.setLength(0);
        textLine = line();
        switch (localName) {
            case "servlet" -> {
                servletLine = line();
                initParams.clear();
                current.clear();
            }
            case "servlet-mapping" -> {
                patterns.clear();
                current.clear();
            }
            case "init-param", "context-param" -> {
                current.remove("param-name");
                current.remove("param-value");
            }
            default -> {}
        }
    }

    @Override
    public void characters(char[] chars, int start, int length) {
        text.append(chars, start, length);
    }

    @Override
    public void endElement(String uri, String localName, String qName) {
        open.pop();
        switch (localName) {
            case "servlet-name", "servlet-class", "param-name", "param-value" ->
                current.put(localName, new Text(localName, text.toString(), textLine));
            case "url-pattern" -> patterns.add(new Text("", text.toString().strip(), textLine));
            case "init-param" -> addParam(initParams);
            case "context-param" -> addParam(contextParams);
            case "servlet" -> endServlet();
            case "servlet-mapping" ->
                patterns.forEach(
                        pattern -> mappings.add(new Text(valueOf("servlet-name"), pattern.value(), pattern.line())));
            default -> {}
        }
        text.setLength(0);
    }

    private void addParam(List<Text> params) {
        Text value = current.get("param-value");
        // Those of a filter are not ours.
        if (value != null && !"filter".equals(open.peek())) {
            params.add(new Text(valueOf("param-name"), value.value(), value.line()));
        }
    }

    private void endServlet() {
        String className = valueOf("servlet-class");
        if (!className.isEmpty()) {
            servlets.add(
                    new Servlet(valueOf("servlet-name"), className, servletLine, List.copyOf(initParams), List.of()));
        }
    }

    private List<Servlet> servletsWithMappings() {
        return servlets.stream()
                .map(servlet -> new Servlet(
                        servlet.name(),
                        servlet.className(),
                        servlet.line(),
                        servlet.initParams(),
                        mappings.stream()
                                .filter(mapping -> mapping.name().equals(servlet.name()))
                                .toList()))
                .toList();
    }

    private String valueOf(String element) {
        Text found = current.get(element);
        return found == null ? "" : found.value().strip();
    }

    private int line() {
        return locator == null ? 0 : locator.getLineNumber();
    }
}
