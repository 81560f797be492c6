package io.backhand.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A backend as a placement sees it: its last heartbeat, and this balancer's own account of it.
 *
 * <p>The heartbeat's part never changes; a new heartbeat makes a new {@code Backend}. The account is read
 * live, so that no values are built for a request that looks at a thousand backends and takes one.
 * Whoever sorts reads each live figure once, first.
 */
public final class Backend {
    /** By name, as people read them. */
    public static final Comparator<Backend> BY_NAME = Comparator.comparing(Backend::id);

    private final Heartbeat heartbeat;
    private final boolean permanent;
    private final long receivedAtNanos;
    private final RequestLedger.Account account;
    private final int inFlightAtHeartbeat;
    private final boolean wanting;
    private final ConfiguredBackend configuration;

    // Derived once a heartbeat, plain numbers: a placement reads those of a thousand backends.
    private final double load;
    private final double capacity;
    private final double memoryUsed;

    private Backend(
            ConfiguredBackend configuration,
            Heartbeat heartbeat,
            boolean permanent,
            long receivedAtNanos,
            RequestLedger.Account account) {
        this.configuration = configuration;
        this.heartbeat = heartbeat;
        this.permanent = permanent;
        this.receivedAtNanos = receivedAtNanos;
        this.account = account;
        this.inFlightAtHeartbeat = account.inFlight();
        this.wanting = heartbeat.intent() == Intent.UP;
        this.load = heartbeat.figures().load().orElse(Double.NaN);
        this.capacity = capacityOf(heartbeat.figures());
        this.memoryUsed = memoryUsedOf(heartbeat.figures());
    }

    /** A backend heard of at that moment. */
    public static Backend heard(Heartbeat heartbeat, long receivedAtNanos, RequestLedger.Account account) {
        return new Backend(ConfiguredBackend.of(heartbeat), heartbeat, false, receivedAtNanos, account);
    }

    /** A backend the configuration names, never too old, whatever it may also announce. */
    public static Backend configured(Heartbeat lastKnown, long receivedAtNanos, RequestLedger.Account account) {
        return configured(ConfiguredBackend.of(lastKnown), lastKnown, receivedAtNanos, account);
    }

    /** The same with what the configuration says of it. */
    static Backend configured(
            ConfiguredBackend configuration, Heartbeat lastKnown, long receivedAtNanos, RequestLedger.Account account) {
        return new Backend(configuration, lastKnown, true, receivedAtNanos, account);
    }

    /** This one of the configuration's, with what it has announced. */
    Backend announcing(Heartbeat announced, long atNanos) {
        return configured(configuration, announced, atNanos, account);
    }

    /** Its name. */
    public BackendId id() {
        return heartbeat.id();
    }

    /** Where it takes requests. */
    public Contact contact() {
        return heartbeat.contact();
    }

    /** What it last said of itself. */
    public Heartbeat heartbeat() {
        return heartbeat;
    }

    /** The figures it last announced. */
    public Figures figures() {
        return heartbeat.figures();
    }

    /** Its announced load; not a number where it did not announce it. */
    public double load() {
        return load;
    }

    /** Processors times the speed of one, only compared within a cluster; not a number where it did not announce both. */
    public double capacity() {
        return capacity;
    }

    /** As how many of its capacity it counts; 1 where the configuration says nothing else. */
    public double weight() {
        return configuration.weight();
    }

    /** It is given requests where no backend of a lower tier can take one. */
    public int tier() {
        return configuration.tier();
    }

    /** Share of its memory in use, 0 to 1; not a number where it did not announce it. */
    public double memoryUsed() {
        return memoryUsed;
    }

    /** What this balancer has seen of it, live. */
    public RequestLedger.Account account() {
        return account;
    }

    /** Whether the configuration names it, so that its age does not count. */
    public boolean isPermanent() {
        return permanent;
    }

    /**
     * Nanoseconds since it was last heard of, or has answered: who answers is there, though its heartbeats have stopped. 0
     * for one that need not announce itself.
     */
    public long ageNanos(long nowNanos) {
        return permanent ? 0 : nowNanos - lastLifeSignNanos();
    }

    /** Requests of this balancer's in flight there now beyond those at its last heartbeat; negative where fewer. */
    public int inFlightSinceHeartbeat() {
        return account.inFlight() - inFlightAtHeartbeat;
    }

    /** Whether it wants requests: it says so itself, and no administrator has said otherwise. */
    public boolean wantsRequests() {
        return wanting && account.adminState() == AdminState.ENABLED;
    }

    /** Whether it finishes what it has, by its own word or an administrator's: its sessions are still its own. */
    public boolean isDraining() {
        return switch (account.adminState()) {
            case ENABLED -> heartbeat.intent() == Intent.DRAINING;
            case DRAINING -> wanting || heartbeat.intent() == Intent.DRAINING;
            case DISABLED -> false;
        };
    }

    /** Whether it withholds a context. */
    public boolean isSplit() {
        return !heartbeat.draining().isEmpty() || account.adminOrder().isOfContexts();
    }

    /** The contexts for which it is given nothing new, by its own word and an administrator's; sorted. */
    List<String> withheld() {
        AdminOrder order = account.adminOrder();
        return Stream.of(heartbeat.draining(), order.draining(), order.disabled())
                .flatMap(contexts -> contexts.paths().stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Whether it wants the requests of that path, canonical and decoded. */
    public boolean wantsRequestsAt(String path) {
        AdminOrder order = account.adminOrder();
        return wantsRequests()
                && !heartbeat.draining().cover(path)
                && !order.draining().cover(path)
                && !order.disabled().cover(path);
    }

    /** Whether it finishes what it has of that path, as a whole or for its context. */
    boolean isDrainingAt(String path) {
        boolean finishes = isDraining() || (wantsRequests() && !wantsRequestsAt(path));
        return finishes && !account.adminOrder().disabled().cover(path);
    }

    /** When it was last heard of, or has answered since, by the balancer's clock. */
    long lastLifeSignNanos() {
        return account.health().lastLifeSign(receivedAtNanos);
    }

    /** Whether it is {@code older} but for figures that say nothing of capacity. */
    boolean replaces(Backend older) {
        Figures before = older.figures();
        return account == older.account
                && wanting == older.wanting
                && permanent == older.permanent
                && weight() == older.weight()
                && tier() == older.tier()
                && heartbeat.draining().equals(older.heartbeat.draining())
                && figures().cpus().equals(before.cpus())
                && figures().arriba().equals(before.arriba());
    }

    /** Whether it may be given a request now: it wants some, and is not kept out. Its age is the chain's to judge. */
    public boolean acceptsRequests(long nowNanos) {
        return wantsRequests() && !account.isOut(nowNanos);
    }

    /**
     * Whether a request that nobody else takes may go there, though it is kept out or has not been heard of for long: a
     * poor chance is better than none. Not where it has just refused a connection.
     */
    public boolean isLastResort(long nowNanos) {
        return wantsRequests() && !account.health().isHopeless(nowNanos);
    }

    /** Whether its heartbeats have stopped. */
    boolean isSilent(long nowNanos) {
        return silenceNanos(nowNanos) > Cluster.SILENT_AFTER.toNanos();
    }

    /** Whether it may be given requests, but its heartbeats are overdue: whether it lives can be found out by asking. */
    public boolean isOverdue(long nowNanos) {
        return wanting && silenceNanos(nowNanos) > Cluster.OVERDUE_AFTER.toNanos();
    }

    /** Whether it shows no sign of life, neither by heartbeats nor by answers. */
    boolean isLost(long nowNanos) {
        return ageNanos(nowNanos) > Cluster.SILENT_AFTER.toNanos();
    }

    /** What the status shows. */
    public BackendState state(long nowNanos) {
        if (account.adminState() == AdminState.DISABLED) {
            return BackendState.DISABLED;
        }
        if (isSilent(nowNanos)) {
            return BackendState.SILENT;
        }
        if (isDraining()) {
            return BackendState.DRAINING;
        }
        if (!wanting) {
            return BackendState.SICK;
        }
        return stateByHealth(nowNanos);
    }

    private BackendState stateByHealth(long nowNanos) {
        if (account.health().isSick()) {
            return BackendState.SICK;
        }
        return account.health().isKeptOut(nowNanos) ? BackendState.EJECTED : BackendState.UP;
    }

    /** What its state does not say, in words: why it is kept out or on probation, or that it answers though it is silent. */
    public Optional<String> note(long nowNanos) {
        Optional<String> trouble = account.health().trouble(nowNanos);
        boolean answers = wanting && isSilent(nowNanos) && !isLost(nowNanos);
        return trouble.isEmpty() && answers ? Optional.of("its heartbeats have stopped, but it answers") : trouble;
    }

    /** How long ago it was last heard of. */
    public Duration age(long nowNanos) {
        return Duration.ofNanos(silenceNanos(nowNanos));
    }

    private long silenceNanos(long nowNanos) {
        return permanent ? 0 : nowNanos - receivedAtNanos;
    }

    @Override
    public String toString() {
        return id() + " at " + contact();
    }

    private static double capacityOf(Figures figures) {
        double capacity = (double) figures.cpus().orElse(0) * figures.arriba().orElse(0);
        return capacity > 0 ? capacity : Double.NaN;
    }

    private static double memoryUsedOf(Figures figures) {
        long total = figures.memoryTotalBytes().orElse(0);
        if (total <= 0 || figures.memoryFreeBytes().isEmpty()) {
            return Double.NaN;
        }
        double free = figures.memoryFreeBytes().getAsLong() / (double) total;
        return 1 - Math.min(1, Math.max(0, free));
    }
}
