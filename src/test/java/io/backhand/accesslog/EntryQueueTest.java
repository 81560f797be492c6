package io.backhand.accesslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class EntryQueueTest {
    private static final int THREADS = 3;
    private static final int EACH = 20_000;

    private final EntryQueue queue = new EntryQueue(4);

    @Test
    void givesBackInOrderWhatWasAdded() {
        Entry first = Entries.get("/1");
        Entry second = Entries.get("/2");

        assertThat(queue.take()).isNull();
        assertThat(queue.add(first)).isTrue();
        assertThat(queue.add(second)).isTrue();
        assertThat(queue.size()).isEqualTo(2);
        assertThat(queue.take()).isSameAs(first);
        assertThat(queue.take()).isSameAs(second);
        assertThat(queue.take()).isNull();
        assertThat(queue.size()).isZero();
    }

    @Test
    void takesNoMoreThanItHasRoomFor() {
        for (int round = 0; round < 10; round++) {
            for (int i = 0; i < 4; i++) {
                assertThat(queue.add(Entries.get("/"))).isTrue();
            }
            assertThat(queue.add(Entries.get("/"))).isFalse();
            assertThat(queue.take()).isNotNull();
            assertThat(queue.add(Entries.get("/"))).isTrue();
            while (queue.size() > 0) {
                assertThat(queue.take()).isNotNull();
            }
        }
    }

    @Test
    @Timeout(30)
    void losesAndDoublesNothingOfWhatManyThreadsAdd() throws Exception {
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            String name = "/" + i;
            threads.add(new Thread(() -> addAll(name)));
        }
        threads.forEach(Thread::start);

        Map<String, Integer> next = new HashMap<>();
        for (int taken = 0; taken < THREADS * EACH; ) {
            Entry entry = queue.take();
            if (entry == null) {
                Thread.onSpinWait();
                continue;
            }
            String name = entry.asked().line().target();
            assertThat(entry.answered().status()).isEqualTo(next.merge(name, 1, Integer::sum));
            taken++;
        }

        assertThat(queue.take()).isNull();
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private void addAll(String name) {
        for (int number = 1; number <= EACH; number++) {
            Entry entry = new Entry(Entries.get(name).asked(), new Answered(number, 0, 0, 0, 0, 0), new Way());
            while (!queue.add(entry)) {
                Thread.onSpinWait();
            }
        }
    }
}
