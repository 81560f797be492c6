package io.backhand.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class PrefixTableTest {
    @Property
    void findsWhatASearchThroughAllWouldFind(@ForAll("tables") Set<String> paths, @ForAll("paths") String asked) {
        Map<String, String> byPath = new HashMap<>();
        paths.forEach(path -> byPath.put(path, "value of " + path));

        assertThat(new PrefixTable<>(byPath).find(asked)).isEqualTo(search(paths, asked));
    }

    @Test
    void findsOneOfTenThousand() {
        Map<String, Integer> byPath = new HashMap<>();
        for (int i = 0; i < 10_000; i++) {
            byPath.put("/app" + i, i);
        }
        PrefixTable<Integer> table = new PrefixTable<>(byPath);

        assertThat(table.find("/app9999/x")).contains(9999);
        assertThat(table.find("/app10000/x")).isEmpty();
    }

    @Test
    void findsBothOfTwoPathsOfOneHash() {
        PrefixTable<String> table = new PrefixTable<>(Map.of("/Aa", "first", "/BB", "second"));

        assertThat("/Aa".hashCode()).isEqualTo("/BB".hashCode());
        assertThat(table.find("/Aa/x")).contains("first");
        assertThat(table.find("/BB/x")).contains("second");
        assertThat(table.find("/B/x")).isEmpty();
    }

    private static Optional<String> search(Set<String> paths, String asked) {
        return paths.stream()
                .filter(path -> path.equals("/") ? asked.startsWith("/") : (asked + "/").startsWith(path + "/"))
                .max(Comparator.comparingInt(String::length))
                .map(path -> "value of " + path);
    }

    @Provide
    Arbitrary<Set<String>> tables() {
        Arbitrary<String> segments = Arbitraries.of("/a", "/b", "/aa", "/ab");
        Arbitrary<String> below = segments.list().ofMinSize(1).ofMaxSize(3).map(parts -> String.join("", parts));
        return Arbitraries.oneOf(below, Arbitraries.just("/")).set().ofMaxSize(8);
    }

    @Provide
    Arbitrary<String> paths() {
        return Arbitraries.strings().withChars("ab/").ofMaxLength(10).flatMap(tail -> Arbitraries.of("/" + tail, tail));
    }
}
