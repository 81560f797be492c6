package io.backhand.importing;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.importing.syntax.Directive;
import io.backhand.importing.syntax.HttpdReader;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Whatever a configuration says of balancing: what is made of it passes {@code check}, and no line is dropped in silence. */
class ImportPropertyTest {
    private static final List<String> NAMES = List.of(
            "MulticastStats",
            "AcceptStats",
            "UnixSocketDir",
            "Backhand",
            "BackhandFromSO",
            "BackhandbyAge",
            "BackhandSelfRedirect",
            "SetHandler",
            "Allow",
            "Options",
            "ProxyPass",
            "ProxyPass /",
            "ProxyPassMatch",
            "ProxyPassReverse /app",
            "ProxyPassReverseCookiePath",
            "BalancerMember",
            "BalancerMember http://h1",
            "ProxySet",
            "ProxyTimeout",
            "SSLProxyVerify",
            "DocumentRoot",
            "Define");

    private static final List<String> VALUES = List.of(
            "",
            "byAge",
            "byRandom",
            "byHostname",
            "(a",
            "addSelf",
            "off",
            "6",
            "10.0.0.0/24",
            "10.1",
            "from",
            "225.220.221.20:4445,1",
            "backhand-handler",
            "/www",
            "/www/a",
            "/",
            "/app/",
            "/b\\\"c",
            "${X}",
            "On",
            "balancer://a",
            "balancer://a/app",
            "http://h1:8080",
            "https://h2/app",
            "http://h_x/app",
            "!",
            "^/app/(.*)$",
            "route=a",
            "route=a.b",
            "loadfactor=1000",
            "loadfactor=2.50",
            "status=+H",
            "status=+D-D",
            "lbset=77",
            "timeout=0",
            "connectiontimeout=0",
            "timeout=99999999",
            "stickysession=S",
            "hcmethod=GET hcuri=x hcinterval=0",
            "hcmethod=GET hcuri=/x hcinterval=5",
            "a.b c",
            "\"two words\"",
            "\u00e9\u0001",
            "'");

    private static final List<String> SECTIONS = List.of(
            "Location",
            "Directory",
            "VirtualHost",
            "IfModule",
            "IfDefine",
            "LocationMatch",
            "Files",
            "Proxy balancer://a",
            "Proxy");

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void everyLineIsAccountedFor(@ForAll("configurations") String configuration) {
        String text = "Backhand byAge\n" + configuration;
        Imported imported = Imported.of(text);

        Set<Integer> wanted = new TreeSet<>();
        linesOfOurs(HttpdReader.read(Path.of("h.conf"), text).directives(), wanted);
        assertThat(imported.toldLines()).as(imported.text()).containsAll(wanted);
    }

    private static void linesOfOurs(List<Directive> directives, Set<Integer> lines) {
        for (Directive directive : directives) {
            if (!directive.isSection() && Ours.is(directive)) {
                lines.add(directive.place().line());
            }
            linesOfOurs(directive.inside(), lines);
        }
    }

    @Provide
    Arbitrary<String> configurations() {
        return lines().list().ofMinSize(1).ofMaxSize(25).map(lines -> String.join("\n", lines));
    }

    private static Arbitrary<String> lines() {
        Arbitrary<String> directive = Combinators.combine(name(), values()).as((name, values) -> name + " " + values);
        Arbitrary<String> begin = Combinators.combine(Arbitraries.of(SECTIONS), values())
                .as((section, values) -> "<" + section + " " + values + ">");
        Arbitrary<String> end = Arbitraries.of(SECTIONS).map(section -> "</" + section.split(" ", -1)[0] + ">");
        return Arbitraries.frequencyOf(Tuple.of(6, directive), Tuple.of(2, begin), Tuple.of(1, end));
    }

    private static Arbitrary<String> name() {
        return Arbitraries.of(NAMES);
    }

    private static Arbitrary<String> values() {
        return Arbitraries.of(VALUES).list().ofMaxSize(3).map(values -> String.join(" ", values));
    }
}
