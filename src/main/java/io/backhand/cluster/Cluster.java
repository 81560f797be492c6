package io.backhand.cluster;

import io.backhand.cluster.HeartbeatTable.Row;
import io.backhand.cluster.HeartbeatTable.Verdict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of the backends at one place: heartbeats, the configuration's own backends, and the ledger.
 *
 * <p>Thread-safe. {@link #roster}, which each request asks for, costs a volatile read; a heartbeat that brings new
 * figures alone is put in its place there. {@link #backends} is drawn up anew after each heartbeat.
 */
public final class Cluster {
    /** A backend not heard of for longer is shown as silent; {@code byAge} without argument drops it then. */
    public static final Duration SILENT_AFTER = Duration.ofSeconds(5);

    /** Heartbeats come each second: of a backend not heard of for longer it is asked whether it answers. */
    static final Duration OVERDUE_AFTER = Duration.ofSeconds(2);

    /** A silent row is dropped after this long, so that yesterday's machines don't fill the page. */
    public static final Duration FORGET_AFTER = Duration.ofMinutes(10);

    private final HeartbeatTable table;
    private final RequestLedger ledger = new RequestLedger();
    private final AdminOrders orders = new AdminOrders();
    private final NanoClock clock;
    private final ConfiguredBackends configured = new ConfiguredBackends(this::account);
    private final Optional<Backend> self;
    private final Changes changes = new Changes();
    private final Outliers outliers = new Outliers(this);
    private final HealthLook healthLook = new HealthLook();
    private final Silences silences = new Silences(changes);
    private final NameConflicts conflicts = new NameConflicts(changes);
    private final Departed departed = new Departed(ledger);

    private volatile @Nullable List<Backend> snapshot;
    private final Rosters rosters = new Rosters(this, this::backends);

    /**
     * A cluster of which only the configuration is known yet.
     *
     * @param table where heartbeats go; this cluster's alone
     * @param configured the backends that the configuration names, as heartbeats of source {@link Source#STATIC}
     * @param self this machine, where the chain may choose it
     */
    public Cluster(HeartbeatTable table, List<Heartbeat> configured, Optional<Heartbeat> self, NanoClock clock) {
        this.table = table;
        this.clock = clock;
        long now = clock.nanoTime();
        this.configured.replace(configured.stream().map(ConfiguredBackend::of).toList(), now);
        this.self = self.map(heartbeat -> Backend.configured(heartbeat, now, ledger.account(heartbeat.id())));
    }

    /** From now on the configuration names these, and no others. */
    public synchronized void configure(List<ConfiguredBackend> backends) {
        long now = clock.nanoTime();
        ConfiguredBackends.Change change = configured.replace(backends, now);
        configured.all().forEach(backend -> departed.remove(backend.id()));
        for (Backend backend : change.joined()) {
            // What others announced under its name was for another place.
            table.remove(backend.id());
            changes.add(listener -> listener.joined(backend));
        }
        change.left().forEach(backend -> leave(backend, now));
        snapshot = null;
        rosters.outdated();
    }

    /** Every backend known, silent ones too, in no order; it does not change. */
    public List<Backend> backends() {
        List<Backend> known = snapshot;
        return known != null ? known : takeSnapshot();
    }

    /** The backends that want requests. */
    public Roster roster() {
        return rosters.whole();
    }

    /** Those that want the requests of that path, canonical and decoded; the same where no context is withheld. */
    public Roster roster(String path) {
        return rosters.at(path);
    }

    /** The backend of that name. */
    public Optional<Backend> backend(BackendId id) {
        return table.row(id).map(Row::backend).or(() -> Optional.ofNullable(configured.get(id)));
    }

    /** The backends that the configuration names at that address. */
    public List<Backend> configuredAt(InetAddress address) {
        return configured.at(address);
    }

    /** This machine, where the configuration says that the chain may choose it; with its figures if it announces any. */
    public Optional<Backend> self() {
        if (self.isEmpty()) {
            return self;
        }
        return self.map(own -> table.row(own.id())
                .map(Row::backend)
                .filter(heard -> heard.contact().equals(own.contact()))
                .orElse(own));
    }

    /** The backend of that name, this machine among them. */
    public Optional<Backend> find(BackendId id) {
        return backend(id).or(() -> self().filter(own -> own.id().equals(id)));
    }

    /** Takes note of what comes of each try. */
    public Outliers outliers() {
        return outliers;
    }

    /** The clock by which ages are told. */
    public NanoClock clock() {
        return clock;
    }

    /** Has {@link #tellListeners} tell this one too. */
    public void addListener(ClusterListener listener) {
        changes.addListener(listener);
    }

    /**
     * Tells the listeners what has changed since; to be called a few times a second. Who hears heartbeats and who places
     * requests does not wait for them.
     */
    public void tellListeners() {
        changes.tell();
    }

    /** Takes in a heartbeat whose sender may speak for its contact. */
    public synchronized Verdict hear(Heartbeat heartbeat, Sender sender) {
        long now = clock.nanoTime();
        Verdict verdict = admit(heartbeat, sender, now);
        if (verdict == Verdict.CONFLICT) {
            conflicts.note(backend(heartbeat.id()).orElseThrow(), heartbeat.contact(), sender.address(), now);
        } else if (verdict == Verdict.ACCEPTED) {
            take(heartbeat, sender, now);
        }
        return verdict;
    }

    /**
     * Treats a backend as an administrator says from now on, also when it leaves and comes back.
     *
     * @return what held before; empty where no such backend is known, and nothing was said of one
     * @throws IllegalStateException if no more can be remembered; nothing has changed then
     */
    public Optional<AdminState> administer(BackendId id, AdminState state) {
        return order(id, before -> before.with(state)).map(AdminOrder::server);
    }

    /** The same for one context of it; what was said of the backend as a whole stands beside it. */
    public Optional<AdminState> administer(BackendId id, String context, AdminState state) {
        return order(id, before -> before.with(context, state)).map(before -> before.of(context));
    }

    private synchronized Optional<AdminOrder> order(BackendId id, UnaryOperator<AdminOrder> change) {
        Optional<Backend> known = find(id);
        Optional<AdminOrder> before = orders.change(id, known.isPresent(), change);
        known.ifPresent(backend -> backend.account().adminOrder(orders.of(id)));
        rosters.outdated();
        return before;
    }

    /** Notices who has fallen silent and drops what is too old; to be called a few times a second. */
    public synchronized void sweep() {
        long now = clock.nanoTime();
        conflicts.dropOlderThan(FORGET_AFTER, now);
        departed.forgetAfter(FORGET_AFTER, now);
        for (Row row : table.rows()) {
            Backend backend = row.backend();
            // What a configured backend last said counts no longer than its agent lives: it needs none.
            boolean saidTooLongAgo =
                    isConfigured(backend.id()) ? row.isSilent(now) : backend.ageNanos(now) > FORGET_AFTER.toNanos();
            if (saidTooLongAgo) {
                forget(row, now);
            }
        }
        silences.sweep(table.rows(), now);
    }

    /** Whether several backends are known by their heartbeats, and none of them has been heard of lately. */
    public boolean isAllSilent() {
        return silences.isAll();
    }

    /** Notices who stalls, and whose trouble has begun or ended; to be called ten times a second. */
    public synchronized void look() {
        healthLook.at(backends(), rosters, clock.nanoTime(), changes::add);
    }

    /** The names claimed for two contacts, oldest first. */
    public synchronized Collection<NameConflict> conflicts() {
        return conflicts.all();
    }

    private synchronized List<Backend> takeSnapshot() {
        List<Backend> before = snapshot;
        if (before != null) {
            // Another thread has while this one waited.
            return before;
        }
        List<Backend> all = new ArrayList<>(configured.all());
        all.removeIf(backend -> table.row(backend.id()).isPresent());
        table.rows().forEach(row -> all.add(row.backend()));
        List<Backend> taken = List.copyOf(all);
        snapshot = taken;
        return taken;
    }

    private Verdict admit(Heartbeat heartbeat, Sender sender, long now) {
        Backend own = configured.get(heartbeat.id());
        if (own != null && !own.contact().equals(heartbeat.contact())) {
            return Verdict.CONFLICT;
        }
        return table.admit(heartbeat, sender, now);
    }

    private void take(Heartbeat heartbeat, Sender sender, long now) {
        BackendId id = heartbeat.id();
        Optional<Row> before = table.row(id);
        if (heartbeat.intent() == Intent.LEAVING) {
            table.remove(id).ifPresent(row -> leave(row.backend(), now));
            return;
        }
        departed.remove(id);
        Backend own = configured.get(id);
        Backend backend = own == null ? Backend.heard(heartbeat, now, account(id)) : own.announcing(heartbeat, now);
        table.put(new Row(backend, sender, now)).ifPresent(row -> forget(row, now));
        snapshot = null;
        rosters.refresh(backend);
        tell(backend, before, now);
    }

    private void leave(Backend backend, long now) {
        drop(backend.id());
        if (!isConfigured(backend.id())) {
            departed.add(backend.id(), now);
        }
        changes.add(listener -> listener.left(backend));
    }

    private void tell(Backend backend, Optional<Row> before, long now) {
        if (before.isEmpty()) {
            backend.account().health().tryNow(now);
            changes.add(listener -> listener.joined(backend));
            return;
        }
        if (silences.end(backend, Duration.ofNanos(now - before.get().receivedAtNanos()))) {
            backend.account().health().tryNow(now);
        }
        Heartbeat saidBefore = before.get().backend().heartbeat();
        if (saidBefore.intent() != backend.heartbeat().intent()) {
            backend.account().health().tryNow(now);
        }
        changes.addSaid(backend, saidBefore);
    }

    private void forget(Row row, long now) {
        Backend backend = row.backend();
        drop(backend.id());
        if (!isConfigured(backend.id())) {
            ledger.forget(backend.id());
        }
        changes.add(listener -> listener.forgotten(backend, Duration.ofNanos(now - row.receivedAtNanos())));
    }

    private void drop(BackendId id) {
        table.remove(id);
        silences.forget(id);
        healthLook.forget(id);
        snapshot = null;
        rosters.outdated();
    }

    /** Whether the configuration holds its account, by name or as this machine. */
    private boolean isConfigured(BackendId id) {
        return configured.get(id) != null
                || (self.isPresent() && self.get().id().equals(id));
    }

    /** Its account, which knows what an administrator said of it. */
    private RequestLedger.Account account(BackendId id) {
        RequestLedger.Account account = ledger.account(id);
        account.adminOrder(orders.of(id));
        return account;
    }
}
