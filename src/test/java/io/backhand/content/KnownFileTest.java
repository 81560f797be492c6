package io.backhand.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.content.FileTree.FileContent;
import io.backhand.testing.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.io.ByteBufferPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KnownFileTest {
    private static final Duration VALID = Duration.ofSeconds(1);

    @TempDir
    private Path root;

    private final ManualClock clock = new ManualClock();
    private KnownFile file;

    @BeforeEach
    void know() throws IOException {
        Files.writeString(root.resolve("a.txt"), "a");
        FileTree tree = new FileTree(root, new ByteBufferPool.Sized(new ByteBufferPool.NonPooling()));
        FileTree.Stamp stamp = tree.stamp("/a.txt").orElseThrow();
        FileContent content = tree.content("/a.txt").orElseThrow();
        file = new KnownFile(
                "/a.txt",
                new KnownFile.Stamps(Optional.of(stamp), Map.of()),
                new FileForm("/a.txt", stamp, content),
                Map.of(),
                clock.nanoTime());
    }

    @Test
    void isNotComparedWithinItsTime() {
        clock.advance(VALID.minusNanos(1));

        assertThat(isToBeChecked()).isFalse();
    }

    @Test
    void isComparedByTheFirstWhoAsksAfterItsTime() {
        clock.advance(VALID);

        assertThat(isToBeChecked()).isTrue();
        assertThat(isToBeChecked()).isFalse();
    }

    @Test
    void isComparedByEverybodyWhenItWasNotForTwiceItsTime() {
        clock.advance(VALID.multipliedBy(2).minusNanos(1));
        assertThat(isToBeChecked()).isTrue();
        assertThat(isToBeChecked()).isFalse();

        clock.advance(Duration.ofNanos(1));
        assertThat(isToBeChecked()).isTrue();
        assertThat(isToBeChecked()).isTrue();
    }

    @Test
    void isNotComparedAgainWithinItsTimeOnceItWas() {
        clock.advance(VALID.multipliedBy(100));
        file.checked(clock.nanoTime());
        assertThat(isToBeChecked()).isFalse();

        clock.advance(VALID);
        assertThat(isToBeChecked()).isTrue();
        assertThat(isToBeChecked()).isFalse();
    }

    @Test
    void isIdleWhenNobodyHasAskedForItInAWhile() {
        clock.advance(KnownFile.IDLE.minusNanos(1));
        assertThat(file.isIdle(clock.nanoTime())).isFalse();
        clock.advance(Duration.ofNanos(1));
        assertThat(file.isIdle(clock.nanoTime())).isTrue();

        file.used(clock.nanoTime());
        assertThat(file.isIdle(clock.nanoTime())).isFalse();
    }

    private boolean isToBeChecked() {
        return file.isToBeChecked(clock.nanoTime(), VALID.toNanos());
    }
}
