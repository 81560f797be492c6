package io.backhand.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.candidacy.functions.FunctionCatalogue;
import java.nio.file.Path;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;

/** Whatever stands in a file, what comes of it is a configuration or problems with lines of that file. */
class ConfigReaderPropertyTest {
    private static final String RIGHT =
            """
            [heartbeats]
            listen = ["239.255.66.72:4445@lo"] # here
            accept = ["192.168.0.0/24", "fd00::/8"]
            [[backend]]
            url = "http://192.168.0.40:8080"
            name = "legacy"
            [[listen]]
            http = "[::]:8080"
            [self]
            name = 'front'
            url = "http://127.0.0.1:8081"
            [[route]]
            path = "/app"
            chain = [
              "byAge 5s",
              "byLoad"
            ]
            timeout = "1.5s"
            retry-on = ["503"]
            """;

    @Property(tries = 500, shrinking = ShrinkingMode.OFF)
    void anyTextIsReadWithoutAnException(@ForAll("tokens") String text) {
        assertIsReadOrRefused(text);
    }

    @Property(tries = 1000, shrinking = ShrinkingMode.OFF)
    void aFileWithAnyPieceOfItReplacedIsReadWithoutAnException(
            @ForAll("places") int from, @ForAll("lengths") int length, @ForAll("tokens") String piece) {
        String before = RIGHT.substring(0, Math.min(from, RIGHT.length()));
        String after = RIGHT.substring(Math.min(from + length, RIGHT.length()));

        assertIsReadOrRefused(before + piece + after);
    }

    @Provide
    Arbitrary<String> tokens() {
        return Arbitraries.oneOf(
                        Arbitraries.of(
                                "[",
                                "]",
                                "[[",
                                "]]",
                                "{",
                                "}",
                                "=",
                                ".",
                                ",",
                                "\n",
                                "\"",
                                "'",
                                "\"\"\"",
                                "#",
                                " ",
                                "route",
                                "listen",
                                "chain",
                                "path",
                                "status",
                                "1e9",
                                "0x",
                                "1979-05-27",
                                "true",
                                "\\u"),
                        Arbitraries.strings().ofMaxLength(8))
                .list()
                .ofMaxSize(12)
                .map(parts -> String.join("", parts));
    }

    @Provide
    Arbitrary<Integer> places() {
        return Arbitraries.integers().between(0, RIGHT.length());
    }

    @Provide
    Arbitrary<Integer> lengths() {
        return Arbitraries.integers().between(0, 20);
    }

    private static void assertIsReadOrRefused(String text) {
        Problems problems = new Problems();
        new ConfigReader(FunctionCatalogue.builtIns())
                .parse(Path.of("backhand.toml"), text, Optional.empty(), problems);
        try {
            problems.check();
        } catch (ConfigException e) {
            assertThat(e.problems()).allSatisfy(problem -> {
                assertThat(problem.line()).isBetween(1, 1 + (int) text.lines().count());
                assertThat(problem.message()).isNotBlank().doesNotContain("\n");
            });
        }
    }
}
