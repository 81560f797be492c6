package io.backhand.testing;

import io.backhand.cluster.Backend;
import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.RequestLedger;
import io.backhand.cluster.Source;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Makes a backend of which a test says what it is about; no figure is known and nothing is in flight unless said.
 *
 * <p>{@code Backends.heard("alpha").load(1.5).cpus(4).build()}
 */
public final class Backends {
    /** The moment at which ages are told: that of a new {@link ManualClock}, just before the overflow. */
    public static final long NOW = new ManualClock().nanoTime();

    private final BackendId id;
    private final boolean permanent;
    private final RequestLedger.Account account = new RequestLedger().account(new BackendId("any"));
    private Contact contact = new Contact("http", "127.0.0.1", 9001);
    private Source source = Source.NATIVE;
    private Intent intent = Intent.UP;
    private Duration age = Duration.ZERO;
    private int inFlight;
    private OptionalInt cpus = OptionalInt.empty();
    private OptionalDouble load = OptionalDouble.empty();
    private OptionalDouble idle = OptionalDouble.empty();
    private OptionalLong memoryFree = OptionalLong.empty();
    private OptionalLong memoryTotal = OptionalLong.empty();
    private OptionalLong arriba = OptionalLong.empty();
    private OptionalInt ready = OptionalInt.empty();
    private OptionalInt busy = OptionalInt.empty();
    private OptionalInt underWay = OptionalInt.empty();

    private Backends(String name, boolean permanent) {
        this.id = new BackendId(name);
        this.permanent = permanent;
    }

    /** One that announces itself. */
    public static Backends heard(String name) {
        return new Backends(name, false);
    }

    /** One that the configuration names. */
    public static Backends configured(String name) {
        return new Backends(name, true).source(Source.STATIC);
    }

    /** Where it takes requests, as a URL. */
    public Backends at(String url) {
        contact = Contact.parse(url);
        return this;
    }

    /** How it came to be known. */
    public Backends source(Source its) {
        source = its;
        return this;
    }

    /** What it wants. */
    public Backends intent(Intent its) {
        intent = its;
        return this;
    }

    /** Time since it was heard of, at {@link #NOW}. */
    public Backends age(Duration its) {
        age = its;
        return this;
    }

    /** Processors. */
    public Backends cpus(int its) {
        cpus = OptionalInt.of(its);
        return this;
    }

    /** Mean run queue. */
    public Backends load(double its) {
        load = OptionalDouble.of(its);
        return this;
    }

    /** Idle share of processor time. */
    public Backends idle(double its) {
        idle = OptionalDouble.of(its);
        return this;
    }

    /** Memory free and in all. */
    public Backends memory(long freeBytes, long totalBytes) {
        memoryFree = OptionalLong.of(freeBytes);
        memoryTotal = OptionalLong.of(totalBytes);
        return this;
    }

    /** Speed of a processor. */
    public Backends arriba(long its) {
        arriba = OptionalLong.of(its);
        return this;
    }

    /** Workers that wait, and that work. */
    public Backends workers(int itsReady, int itsBusy) {
        ready = OptionalInt.of(itsReady);
        busy = OptionalInt.of(itsBusy);
        return this;
    }

    /** Requests that it says are under way there. */
    public Backends underWay(int its) {
        underWay = OptionalInt.of(its);
        return this;
    }

    /** Requests that this balancer has under way there, sent after its heartbeat. */
    public Backends inFlight(int its) {
        inFlight = its;
        return this;
    }

    /** Time to the first byte, as this balancer saw it. */
    public Backends latency(Duration its) {
        account.started();
        account.finished(its.toNanos());
        return this;
    }

    /** What it announces. */
    public Heartbeat heartbeat() {
        Figures figures = new Figures(
                cpus, load, idle, memoryFree, memoryTotal, arriba, ready, busy, underWay, OptionalLong.empty());
        return new Heartbeat(id, contact, source, intent, figures);
    }

    /** The backend; once, since its account is its own. */
    public Backend build() {
        long receivedAtNanos = NOW - age.toNanos();
        Backend backend = permanent
                ? Backend.configured(heartbeat(), receivedAtNanos, account)
                : Backend.heard(heartbeat(), receivedAtNanos, account);
        for (int i = 0; i < inFlight; i++) {
            account.started();
        }
        return backend;
    }
}
