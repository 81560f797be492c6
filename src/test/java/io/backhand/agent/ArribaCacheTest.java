package io.backhand.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ArribaCacheTest {
    private final Path folder;

    ArribaCacheTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void remembersTheFigureOfAMachine() {
        assertThat(cache("this").read()).isEmpty();
        cache("this").write(90_000);

        assertThat(cache("this").read()).hasValue(90_000);
        assertThat(cache("another").read()).isEmpty();
    }

    @Test
    void machinesWithOneHomeDoNotPushEachOtherOut() {
        cache("this").write(1);
        cache("another").write(2);

        assertThat(cache("this").read()).hasValue(1);
        assertThat(cache("another").read()).hasValue(2);
    }

    @Test
    void aLaterFigureReplacesTheEarlierAndLeavesNothingBehind() throws Exception {
        cache("this").write(1);
        cache("this").write(2);

        assertThat(cache("this").read()).hasValue(2);
        assertThat(files()).hasSize(1);
    }

    @Test
    void doesNotBelieveAFileThatIsNotItsOwn() throws Exception {
        cache("this").write(1);
        Path file = files().get(0);
        for (String damaged : List.of("", "this", "this\n-5\n", "this\n1\nmore\n", "this\n9".repeat(5_000), "\0\1")) {
            Files.writeString(file, damaged);
            assertThat(cache("this").read()).as(damaged).isEmpty();
        }
    }

    @Test
    void whereNothingCanBeKeptNothingFails() throws Exception {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        ArribaCache unwritable = new ArribaCache(Optional.of(noFolder.resolve("below")), "this");
        unwritable.write(1);
        ArribaCache none = new ArribaCache(Optional.empty(), "this");
        none.write(1);

        assertThat(unwritable.read()).isEmpty();
        assertThat(none.read()).isEmpty();
    }

    @Test
    void aFigureThatIsGivenIsNeverMeasured() {
        ArribaFigure figure = new ArribaFigure(OptionalLong.of(7), cache("this"), () -> {
            throw new AssertionError("measured");
        });
        figure.measureIfUnknown();

        assertThat(figure.get()).hasValue(7);
    }

    @Test
    void aFigureThatIsRememberedIsNotMeasuredAgain() {
        cache("this").write(8);
        ArribaFigure figure = new ArribaFigure(OptionalLong.empty(), cache("this"), () -> {
            throw new AssertionError("measured");
        });
        figure.measureIfUnknown();

        assertThat(figure.get()).hasValue(8);
    }

    private ArribaCache cache(String machine) {
        return new ArribaCache(Optional.of(folder.resolve("backhand")), machine);
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.list(folder.resolve("backhand"))) {
            return all.toList();
        }
    }
}
