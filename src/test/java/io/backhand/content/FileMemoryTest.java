package io.backhand.content;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.backhand.testing.ManualClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.eclipse.jetty.io.ByteBufferPool;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten bytes for two roots, and files of six, four and none. */
class FileMemoryTest {
    private static final FileTime THEN = FileTime.from(Instant.parse("2020-01-01T00:00:00Z"));

    @TempDir
    private Path folder;

    private final ManualClock clock = new ManualClock();
    private final FileMemory memory = new FileMemory(10, this::allocate, clock);
    private FileCache one;
    private FileCache other;
    private int allocations;
    private boolean allGone;
    private Runnable beforeRead = () -> {};

    @BeforeEach
    void open() throws IOException {
        one = rootOf("one");
        other = rootOf("other");
    }

    private FileCache rootOf(String name) throws IOException {
        Path root = Files.createDirectory(folder.resolve(name));
        write(root.resolve("six"), "123456");
        write(root.resolve("four"), "1234");
        write(root.resolve("four.gz"), "1");
        write(root.resolve("none"), "");
        FileTree tree = new FileTree(root, new ByteBufferPool.Sized(new ByteBufferPool.NonPooling()));
        return new FileCache(tree, memory, StaticFiles.VALID, clock);
    }

    private static void write(Path file, String content) throws IOException {
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, THEN);
    }

    private ByteBuffer allocate(int bytes) {
        allocations++;
        beforeRead.run();
        if (allGone) {
            throw new OutOfMemoryError("Cannot reserve direct buffer memory");
        }
        return ByteBuffer.allocate(bytes);
    }

    @Test
    void boundsTheContentOfAllRootsTogether() {
        FileForm first = load(one, "/six");
        FileForm upToTheEdge = load(other, "/four");
        FileForm tooMuch = load(other, "/six");

        assertThat(first.bytes()).isEqualTo(ByteBuffer.wrap("123456".getBytes(ISO_8859_1)));
        assertThat(upToTheEdge.bytes()).isNotNull();
        assertThat(tooMuch.bytes()).isNull();
        assertThat(memory.heldBytes()).isEqualTo(10);
    }

    @Test
    void makesRoomByWhatNobodyHasAskedForLatelyWhicheverRootItIsOf() {
        FileForm idle = load(one, "/six");
        clock.advance(KnownFile.IDLE);
        FileForm asked = load(one, "/four");
        FileForm newcomer = load(other, "/six");

        assertThat(idle.bytes()).isNull();
        assertThat(asked.bytes()).isNotNull();
        assertThat(newcomer.bytes()).isNotNull();
        assertThat(memory.heldBytes()).isEqualTo(10);
    }

    @Test
    void keepsWhatWasAskedForALittleLessLongAgo() {
        FileForm first = load(one, "/six");
        clock.advance(KnownFile.IDLE.minusNanos(1));

        assertThat(load(other, "/six").bytes()).isNull();
        assertThat(first.bytes()).isNotNull();
    }

    @Test
    void takesAFileInAgainThatMadeRoom() {
        FileForm idle = load(one, "/six");
        clock.advance(KnownFile.IDLE);
        load(other, "/six");
        clock.advance(KnownFile.IDLE);

        assertThat(load(one, "/six")).isSameAs(idle);
        assertThat(idle.bytes()).isNotNull();
        assertThat(memory.heldBytes()).isEqualTo(6);
    }

    @Test
    void countsAFormOnce() {
        load(one, "/four");
        load(one, "/four");
        load(one, "/none");

        assertThat(memory.heldBytes()).isEqualTo(4);
        assertThat(allocations).isEqualTo(2);
    }

    @Test
    void letsGoOfAFileThatHasChangedAndOfARootThatIsClosed() throws IOException {
        load(one, "/six");
        write(folder.resolve("one/six"), "12");
        load(one, "/six");
        load(other, "/four");
        assertThat(memory.heldBytes()).isEqualTo(6);

        one.clear();
        assertThat(memory.heldBytes()).isEqualTo(4);
        other.clear();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void letsGoOfAllFormsOfAFile() {
        KnownFile file = one.find("/four").orElseThrow();
        one.load(file, file.plain());
        one.load(file, Objects.requireNonNull(file.compressed().get("gzip")));
        assertThat(memory.heldBytes()).isEqualTo(5);

        one.clear();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void holdsNothingForAFileThatWentWhileItWasRead() {
        beforeRead = one::clear;
        FileForm gone = load(one, "/six");

        assertThat(allocations).isEqualTo(1);
        assertThat(gone.bytes()).isNull();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void holdsNothingForAFileThatWentBeforeItWasRead() {
        KnownFile file = one.find("/six").orElseThrow();
        one.clear();
        one.load(file, file.plain());

        assertThat(allocations).isZero();
    }

    @Test
    void holdsNothingForAFileThatIsNoLongerWhatItWas() throws IOException {
        KnownFile file = one.find("/six").orElseThrow();
        write(folder.resolve("one/six"), "123");
        one.load(file, file.plain());

        assertThat(file.plain().bytes()).isNull();
        assertThat(memory.heldBytes()).isZero();
    }

    @Test
    void letsGoOfAllAndDoesWithoutForAWhileWhenTheJvmHasNoMemory() {
        FileForm before = load(one, "/four");
        allGone = true;
        FileForm refused = load(other, "/six");
        assertThat(before.bytes()).isNull();
        assertThat(refused.bytes()).isNull();
        assertThat(memory.heldBytes()).isZero();

        allGone = false;
        clock.advance(FileMemory.PAUSE.minusNanos(1));
        assertThat(load(one, "/four").bytes()).isNull();
        assertThat(allocations).isEqualTo(2);

        clock.advance(Duration.ofNanos(1));
        assertThat(load(one, "/four").bytes()).isNotNull();
    }

    /** Asks for a file as a request does that memory could not answer. */
    private static FileForm load(FileCache root, String path) {
        KnownFile file = root.find(path).orElseThrow();
        root.load(file, file.plain());
        return file.plain();
    }
}
