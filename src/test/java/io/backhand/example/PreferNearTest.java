package io.backhand.example;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.CandidacyFunctionProvider;
import io.backhand.candidacy.Candidates;
import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.testing.Backends;
import io.backhand.testing.Facts;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A function of a user's own is found, named in a chain and run like a built-in one. */
class PreferNearTest {
    private static final ClassLoader CLASS_PATH = PreferNearTest.class.getClassLoader();

    @Test
    void isFoundAndRuns() {
        FunctionCatalogue catalogue = FunctionCatalogue.load(CLASS_PATH);
        Candidates candidates = new Candidates(
                List.of(
                        Backends.heard("far").at("http://10.2.0.1").build(),
                        Backends.heard("near").at("http://10.1.0.1").build()),
                Optional.empty(),
                Backends.NOW,
                new Random(1));
        catalogue.parseAll(List.of("byAge 5s", "preferNear 10.1.")).apply(candidates, Facts.ANY);

        assertThat(candidates.toList())
                .extracting(backend -> backend.id().name())
                .containsExactly("near", "far");
    }

    @Test
    void itsOwnMessageIsShownWithItsUsage() {
        assertThatThrownBy(() -> FunctionCatalogue.load(CLASS_PATH).parse("preferNear"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("preferNear takes the beginning of an address such as 10.1.; usage: preferNear PREFIX");
    }

    @Test
    void isSuggestedForAMisspelling() {
        assertThatThrownBy(() -> FunctionCatalogue.load(CLASS_PATH).parse("prefernear 10."))
                .hasMessage("unknown function \"prefernear\"; did you mean preferNear?");
    }

    @Test
    void mayNotTakeABuiltInsName() {
        assertThatThrownBy(() -> FunctionCatalogue.load(naming(Impostor.class.getName())))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(Impostor.class.getName() + ": the name byAge is taken by a built-in function");
    }

    @Test
    void aClassThatIsNotThereIsSaidClearly() {
        assertThatThrownBy(() -> FunctionCatalogue.load(naming("example.Missing")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("a candidacy function can't be loaded: ")
                .hasMessageContaining("example.Missing");
    }

    /** Takes the name of a built-in function. */
    public static final class Impostor implements CandidacyFunctionProvider {
        @Override
        public String name() {
            return "byAge";
        }

        @Override
        public String usage() {
            return "byAge";
        }

        @Override
        public CandidacyFunction create(List<String> arguments) {
            return (candidates, facts) -> {};
        }
    }

    /** A class loader whose services file names that class alone. */
    private static ClassLoader naming(String provider) {
        return new ClassLoader(CLASS_PATH) {
            @Override
            public Enumeration<URL> getResources(String name) throws IOException {
                return Collections.enumeration(List.of(new URL(null, "memory:services", new InMemory(provider))));
            }
        };
    }

    private static final class InMemory extends URLStreamHandler {
        private final String text;

        InMemory(String text) {
            this.text = text;
        }

        @Override
        protected URLConnection openConnection(URL url) {
            return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
            };
        }
    }
}
