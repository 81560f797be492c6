package io.backhand.cluster;

import io.backhand.cluster.Exclusion.Fault;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Whether one backend may be given requests, by what this balancer has seen of it.
 *
 * <p>One that refuses a connection, or answers badly {@link #BAD_IN_A_ROW} times in a row, is kept out for a time and
 * comes back on probation; see {@link Exclusion}. One whose requests wait while nothing comes from it stalls, and is
 * out until it sends a byte.
 *
 * <p>Thread-safe. While all is well a request touches a counter and reads a few fields; the lock is for what goes
 * wrong. What comes of a try that began before the backend was last kept out says nothing new, and is passed over.
 */
public final class Health {
    /** Bad answers in a row that make a backend one to be kept out. */
    static final int BAD_IN_A_ROW = 5;

    /** After so long without a byte it is worth asking whether it lives. */
    static final long SUSPECT_NANOS = TimeUnit.MILLISECONDS.toNanos(600);

    /** After so long it stalls. With a look each 100 ms it is out before a second has passed. */
    static final long STALLED_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    /** Counted for one look at most, so that a pause of this balancer's own is not laid to the backend. */
    static final long MAX_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final LedgerPage page;
    private final int line;
    private final AtomicInteger badInARow = new AtomicInteger();

    /** Requests sent there of whose response nothing has come. */
    private final AtomicInteger waiting = new AtomicInteger();

    private volatile @Nullable Exclusion exclusion;
    private volatile @Nullable String failedCheck;
    private volatile boolean stalled;
    private volatile boolean heard;
    private volatile long quietNanos;
    private volatile boolean hasLived;
    private volatile long livedAtNanos;
    private long lookedAtNanos;
    private int ejections;

    Health(LedgerPage page, int line) {
        this.page = page;
        this.line = line;
    }

    /** A request is on its way there, and nothing of its response has come. */
    void waits() {
        waiting.incrementAndGet();
    }

    /** A request is on its way there, though it is marked as out. */
    void sentOnProbation() {
        Exclusion now = exclusion;
        if (now != null) {
            now.sent();
        }
    }

    /** The first byte of its response has come, or there will be none. */
    void waitsNoMore() {
        waiting.decrementAndGet();
    }

    /** A byte has come from the backend. */
    public void heard() {
        if (!heard) {
            heard = true;
        }
        if (stalled) {
            endStall();
        }
    }

    /** A response has begun that is no bad one. */
    void answeredWell(long triedAtNanos, long nowNanos) {
        if (exclusion != null) {
            passProbation(triedAtNanos, nowNanos);
        }
    }

    /** A response that was no bad one went on to its end, or as long as anybody wanted it. */
    void endedWell() {
        if (badInARow.get() != 0) {
            badInARow.set(0);
        }
    }

    /** It answered badly; true where that makes it one to be kept out, which is the pool's to say. */
    synchronized boolean answeredBadly(long triedAtNanos, long nowNanos, String why) {
        Exclusion now = exclusion;
        if (now == null) {
            return badInARow.incrementAndGet() >= BAD_IN_A_ROW;
        }
        if (now.isBefore(triedAtNanos) && now.isOver(nowNanos)) {
            keepOut(now.longer(Fault.BAD_ANSWERS, why, nowNanos));
        }
        return false;
    }

    /** Keeps it out for its bad answers, where nothing else does. */
    synchronized void eject(long nowNanos, String why) {
        if (exclusion == null) {
            keepOut(Exclusion.first(Fault.BAD_ANSWERS, why, nowNanos));
        }
    }

    /** It is not to be kept out for its bad answers; they are counted anew. */
    void forgive() {
        badInARow.set(0);
    }

    /** It could not be connected to. */
    synchronized void refused(long triedAtNanos, long nowNanos, String why) {
        Exclusion now = exclusion;
        if (now == null) {
            keepOut(Exclusion.first(Fault.REFUSED, why, nowNanos));
        } else if (now.isBefore(triedAtNanos) && now.isOver(nowNanos)) {
            keepOut(now.longer(Fault.REFUSED, why, nowNanos));
        }
    }

    /** A try ended without a word about the backend. */
    void undecided(long triedAtNanos) {
        Exclusion now = exclusion;
        if (now != null && now.isBefore(triedAtNanos)) {
            now.takeBack();
        }
    }

    /** It has said that it is there, or is there again: probation may begin. */
    synchronized void tryNow(long nowNanos) {
        Exclusion now = exclusion;
        if (now != null) {
            now.end(nowNanos);
        }
    }

    /** It was asked, and did not say that it serves: it is out until it does. */
    public synchronized void checkedBadly(String why) {
        failedCheck = why;
        mark();
    }

    /** It was asked, and said that it serves: where it had refused connections, probation may begin. */
    public synchronized void checkedWell(long nowNanos) {
        failedCheck = null;
        Exclusion now = exclusion;
        if (now != null && now.fault() == Fault.REFUSED) {
            now.end(nowNanos);
        }
        mark();
    }

    /** Whether it was asked, and did not say that it serves. */
    boolean isSick() {
        return failedCheck != null;
    }

    /** Whether it may not be given a request at that moment: it is kept out, or the round of its probation is full. */
    boolean isOut(long nowNanos) {
        Exclusion now = exclusion;
        return stalled || failedCheck != null || (now != null && !now.admits(nowNanos));
    }

    /** Whether it is kept out and its probation has not begun. */
    boolean isKeptOut(long nowNanos) {
        Exclusion now = exclusion;
        return stalled || (now != null && !now.isOver(nowNanos));
    }

    /** Whether it refused a connection so lately that not even a request which nobody else takes should go there. */
    boolean isHopeless(long nowNanos) {
        Exclusion now = exclusion;
        return now != null && now.fault() == Fault.REFUSED && now.isFresh(nowNanos);
    }

    /** Whether it is kept out for its bad answers, or on probation after that. */
    boolean isEjected() {
        Exclusion now = exclusion;
        return now != null && now.fault() == Fault.BAD_ANSWERS;
    }

    /** Whether it is time to ask whether it lives: requests wait or have waited, and nothing comes. */
    public boolean isSuspect() {
        return stalled || quietNanos >= SUSPECT_NANOS;
    }

    /** How often it was kept out so far, or has stalled. */
    public synchronized int ejections() {
        return ejections;
    }

    /** What keeps it out or has it on probation, in words; empty where nothing does. */
    public Optional<String> trouble(long nowNanos) {
        String failed = failedCheck;
        if (failed != null) {
            return Optional.of(failed);
        }
        if (stalled) {
            return Optional.of("requests wait there, and nothing comes");
        }
        Exclusion now = exclusion;
        if (now == null) {
            return Optional.empty();
        }
        return Optional.of(now.isOver(nowNanos) ? "on probation: " + now.why() : now.why());
    }

    /** The latest of that moment and the last at which a byte came from it, to a tenth of a second. */
    long lastLifeSign(long heardAtNanos) {
        return hasLived && livedAtNanos - heardAtNanos > 0 ? livedAtNanos : heardAtNanos;
    }

    /** Looks whether it lives or stalls, ten times a second and one thread at a time; true where a byte has come. */
    boolean look(long nowNanos) {
        long elapsed = Math.max(0, Math.min(nowNanos - lookedAtNanos, MAX_LOOK_NANOS));
        lookedAtNanos = nowNanos;
        boolean came = heard;
        heard = false;
        if (came) {
            livedAtNanos = nowNanos;
            hasLived = true;
        }
        if (came && stalled) {
            // It came in the moment in which the stall was found.
            endStall();
        }
        long quiet = came || waiting.get() <= 0 ? 0 : quietNanos + elapsed;
        quietNanos = quiet;
        if (quiet >= STALLED_NANOS && !stalled) {
            stall();
        }
        return came;
    }

    private synchronized void stall() {
        stalled = true;
        ejections++;
        mark();
    }

    private synchronized void endStall() {
        stalled = false;
        mark();
    }

    private synchronized void passProbation(long triedAtNanos, long nowNanos) {
        Exclusion now = exclusion;
        if (now == null || !now.isBefore(triedAtNanos)) {
            return;
        }
        // Where it was still kept out, it was asked because nobody else could be.
        now.end(nowNanos);
        if (now.passes()) {
            exclusion = null;
            mark();
        }
    }

    private void mark() {
        page.setOut(line, stalled || failedCheck != null || exclusion != null);
    }

    private void keepOut(Exclusion next) {
        exclusion = next;
        badInARow.set(0);
        ejections++;
        mark();
    }
}
