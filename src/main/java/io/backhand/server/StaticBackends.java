package io.backhand.server;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Cluster;
import io.backhand.cluster.ConfiguredBackend;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Figures;
import io.backhand.cluster.Heartbeat;
import io.backhand.cluster.Intent;
import io.backhand.cluster.Source;
import io.backhand.config.StaticBackend;
import io.backhand.health.Check;
import io.backhand.proxy.upstream.BackendIdentity;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The backends that the configuration names. Of one with {@code resolve} each address of its host is a backend of its own,
 * and the name is looked up anew in its time; a look-up that fails changes nothing.
 *
 * <p>Not thread-safe: one thread at a time looks up, and may have to wait for it.
 */
final class StaticBackends {
    private static final Logger LOG = LoggerFactory.getLogger(StaticBackends.class);

    /** Addresses of one name; more are a slip in the zone. */
    private static final int MAX_ADDRESSES = 64;

    private final List<StaticBackend> configured;
    private final Cluster cluster;
    private final Names names;
    private final Consumer<Map<BackendId, Check>> checking;
    private final Consumer<Map<Contact, BackendIdentity>> expecting;
    private final Map<StaticBackend, LookedUp> lookedUp = new HashMap<>();

    /** The addresses of names. */
    @FunctionalInterface
    interface Names {
        /** All of a host, in any order. May take its time. */
        InetAddress[] of(String host) throws UnknownHostException;
    }

    /**
     * What was found.
     *
     * @param atNanos when it was last looked for
     * @param hosts the addresses last known, in order; none where none ever were
     * @param failed whether the last look-up did
     */
    private record LookedUp(long atNanos, List<String> hosts, boolean failed) {}

    /**
     * Puts those in the cluster that need no look-up.
     *
     * @param checking is told whom to check, each time that has changed
     * @param expecting is told who backends over TLS have to be, before they get a request
     */
    StaticBackends(
            List<StaticBackend> configured,
            Cluster cluster,
            Names names,
            Consumer<Map<BackendId, Check>> checking,
            Consumer<Map<Contact, BackendIdentity>> expecting) {
        this.configured = configured;
        this.cluster = cluster;
        this.names = names;
        this.checking = checking;
        this.expecting = expecting;
        configure();
    }

    /** Looks up those whose time has come. */
    void lookUp() {
        boolean changed = false;
        for (StaticBackend backend : configured) {
            if (backend.resolve().isPresent() && isDue(backend)) {
                changed |= lookUp(backend);
            }
        }
        if (changed) {
            configure();
        }
    }

    private boolean isDue(StaticBackend backend) {
        LookedUp before = lookedUp.get(backend);
        long now = cluster.clock().nanoTime();
        return before == null
                || now - before.atNanos() >= backend.resolve().orElseThrow().toNanos();
    }

    /** Whether something else was found than before. */
    private boolean lookUp(StaticBackend backend) {
        LookedUp before = lookedUp.getOrDefault(backend, new LookedUp(0, List.of(), false));
        LookedUp after = found(backend, before);
        lookedUp.put(backend, after);
        String host = backend.url().host();
        if (after.failed() && !before.failed()) {
            LOG.warn(
                    "{} has no address now: {} has {} known from before",
                    host,
                    backend.name(),
                    before.hosts().size());
        } else if (before.failed() && !after.failed()) {
            LOG.info("{} has addresses again", host);
        }
        return !after.hosts().equals(before.hosts());
    }

    private LookedUp found(StaticBackend backend, LookedUp before) {
        long now = cluster.clock().nanoTime();
        try {
            List<String> hosts = Stream.of(names.of(backend.url().host()))
                    .map(InetAddress::getHostAddress)
                    // One with a zone is good on one link alone, and can't be part of a name.
                    .filter(host -> host.indexOf('%') < 0)
                    .distinct()
                    .sorted()
                    .limit(MAX_ADDRESSES)
                    .toList();
            return hosts.isEmpty() ? new LookedUp(now, before.hosts(), true) : new LookedUp(now, hosts, false);
        } catch (UnknownHostException e) {
            return new LookedUp(now, before.hosts(), true);
        }
    }

    private void configure() {
        List<ConfiguredBackend> backends = new ArrayList<>();
        Map<BackendId, Check> checks = new HashMap<>();
        Map<Contact, BackendIdentity> identities = new HashMap<>();
        for (StaticBackend backend : configured) {
            for (Heartbeat one : each(backend)) {
                backends.add(new ConfiguredBackend(
                        one, backend.standing().weight(), backend.standing().tier()));
                backend.identity()
                        .ifPresent(who -> identities.put(
                                one.contact(), new BackendIdentity(who.serverName(), who.fingerprint())));
                backend.check()
                        .ifPresent(check ->
                                checks.put(one.id(), new Check(check.path(), check.interval(), check.statuses())));
            }
        }
        expecting.accept(identities);
        cluster.configure(backends);
        checking.accept(checks);
    }

    private List<Heartbeat> each(StaticBackend backend) {
        if (backend.resolve().isEmpty()) {
            return List.of(heartbeat(backend.name(), backend.url()));
        }
        LookedUp known = lookedUp.get(backend);
        return known == null
                ? List.of()
                : known.hosts().stream().map(host -> at(backend, host)).toList();
    }

    private static Heartbeat at(StaticBackend backend, String host) {
        Contact url = backend.url();
        BackendId name = new BackendId(backend.name() + "-" + host.replace(':', '-'));
        return heartbeat(name, new Contact(url.scheme(), host, url.port()));
    }

    private static Heartbeat heartbeat(BackendId name, Contact contact) {
        return new Heartbeat(name, contact, Source.STATIC, Intent.UP, Figures.NONE);
    }
}
