package io.backhand.agent;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Contexts;
import io.backhand.cluster.Intent;
import io.backhand.cluster.NanoClock;
import io.backhand.heartbeat.HeartbeatCodec;
import io.backhand.heartbeat.HeartbeatSender;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Announces one web server until it is closed.
 *
 * <p>In a web application it is the attribute {@link #ATTRIBUTE} of the servlet context, so that the application can
 * say that it wants no new requests: {@code agent.intent(Intent.DRAINING)}. Thread-safe.
 */
public final class Agent implements AutoCloseable {
    /** Where an application finds its agent: the name of an attribute of its servlet context. */
    public static final String ATTRIBUTE = "io.backhand.agent.Agent";

    /** A check takes less, unless a name server is slow; then the server counts as not answering so far. */
    private static final Duration FIRST_CHECK = Duration.ofSeconds(1);

    /** Each thread ends in less, but for one that waits for a name server, and that one holds nothing up. */
    private static final Duration THREAD_END = Duration.ofSeconds(1);

    private static final Logger LOG = System.getLogger(Agent.class.getName());

    private final AgentConfig config;
    private final HeartbeatSender sender;
    private final MachineFigures machine;
    private final Announcer announcer;
    private final Health health = new Health();
    private final CheckLoop checks;
    private final Optional<IntentWatch> file;
    private final HeartbeatLoop heartbeats;
    private final List<Thread> threads;
    private final Wishes wishes;

    private Agent(AgentConfig config, CheckLoop.Until until, RequestGauge requests) {
        NanoClock clock = NanoClock.system();
        this.config = config;
        this.sender = HeartbeatSender.of(config.announce(), config.contact(), new LoggedSending());
        this.machine = new MachineFigures(clock);
        ArribaFigure arriba = new ArribaFigure(config.arriba(), ArribaCache.ofUser(), clock);
        this.announcer = new Announcer(config, machine, arriba::get, requests, System::currentTimeMillis);
        ServerCheck check = new ServerCheck(config.contact(), config.check());
        this.checks = new CheckLoop(check::answers, health, until, this::healthChanged, clock);
        this.heartbeats = new HeartbeatLoop(this::announce, () -> send(Intent.LEAVING), clock);
        this.wishes = new Wishes(contexts -> LongestHeartbeat.requireRoom(config, contexts));
        this.file = config.intentFile().map(path -> new IntentWatch(new IntentFile(path), this::fileSays, clock));
        this.threads = new ArrayList<>(List.of(
                thread("heartbeats", this::beatOnceChecked),
                thread("checks", checks),
                thread("arriba", arriba::measureIfUnknown)));
        file.ifPresent(watch -> threads.add(thread("intent", watch)));
    }

    /**
     * Starts to announce.
     *
     * @param until how long the server is looked at
     * @param requests the requests under way in this JVM, if they are counted
     * @throws ConfigException if it can't be done with this configuration or on this machine; nothing is started then
     */
    static Agent start(AgentConfig config, CheckLoop.Until until, RequestGauge requests) throws ConfigException {
        requireRoom(config);
        Agent agent = new Agent(config, until, requests);
        // What is to stay drained must not be announced as up before the file was looked at.
        agent.file.ifPresent(IntentWatch::look);
        agent.threads.forEach(Thread::start);
        LOG.log(Level.INFO, "announcing {0} at {1} to {2}", config.name(), config.contact(), config.announce());
        return agent;
    }

    /** The name it announces. */
    public BackendId name() {
        return config.name();
    }

    /** The contact it announces. */
    public Contact contact() {
        return config.contact();
    }

    /** What it announces now: that the server is sick, if it is, and else what was asked for. */
    public Intent intent() {
        return health.isWell() ? wishes.together().intent() : Intent.SICK;
    }

    /** The contexts it announces as draining, as paths; those of a server that drains as a whole too. */
    public List<String> drainingContexts() {
        return wishes.together().draining().paths();
    }

    /**
     * Says what the server wants from now on, and announces it at once. It drains as well while its intent file says so.
     *
     * @param intent {@link Intent#UP} or {@link Intent#DRAINING}: the others are not a matter of will
     */
    public void intent(Intent intent) {
        requireWanted(intent);
        wishes.byApplication(wish -> wish.with(intent));
        heartbeats.announceSoon();
    }

    /**
     * Says what the server wants of one context from now on, and announces it at once: of the requests whose path is
     * the context's or lies below it. It drains the context as well while its intent file says so.
     *
     * @param intent {@link Intent#UP} or {@link Intent#DRAINING}
     * @param context its path, such as {@code /app}: what {@code ServletContext.getContextPath()} says
     * @throws IllegalArgumentException if that is no context's path, such as the empty one of the context at the root, or if
     *     a heartbeat has no room for one more
     */
    public void intent(Intent intent, String context) {
        requireWanted(intent);
        wishes.byApplication(wish -> wish.with(context, intent));
        heartbeats.announceSoon();
    }

    private static void requireWanted(Intent intent) {
        if (intent != Intent.UP && intent != Intent.DRAINING) {
            throw new IllegalArgumentException("an intent to ask for is UP or DRAINING, not " + intent);
        }
    }

    private void fileSays(Wish wish) {
        wishes.byFile(wish);
        heartbeats.announceSoon();
    }

    /** Says goodbye and announces nothing from then on. Takes some 30 ms, more only where the first check hangs. */
    void leave() {
        heartbeats.stop();
        try {
            threads.get(0).join(THREAD_END.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Says goodbye and stops. Takes some 30 ms, and up to a second where a check is under way. */
    @Override
    public void close() {
        leave();
        try {
            for (Thread thread : threads) {
                thread.interrupt();
            }
            for (Thread thread : threads) {
                thread.join(THREAD_END.toMillis());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        machine.close();
    }

    private void beatOnceChecked() {
        try {
            checks.awaitFirst(FIRST_CHECK);
            if (!health.isWell()) {
                LOG.log(Level.INFO, "{0} does not answer yet: announced as sick until it does", config.name());
            }
            heartbeats.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void announce() {
        send(intent());
    }

    private void send(Intent intent) {
        try {
            sender.send(HeartbeatCodec.encode(
                    announcer.next(intent, wishes.together().draining()), config.keys()));
        } catch (RuntimeException e) {
            // One figure gone wrong must not silence the agent for good.
            LOG.log(Level.ERROR, "no heartbeat this time", e);
        }
    }

    private void healthChanged() {
        Level level = health.isWell() ? Level.INFO : Level.WARNING;
        String what = health.isWell() ? "answers: announced as up" : "does not answer: announced as sick";
        LOG.log(level, "{0} at {1} {2}", config.name(), config.contact(), what);
        heartbeats.announceSoon();
    }

    /** Whether the longest heartbeat this agent may ever have to send can be sent. */
    private static void requireRoom(AgentConfig config) throws ConfigException {
        try {
            LongestHeartbeat.requireRoom(config, Contexts.NONE);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(List.of(String.valueOf(e.getMessage())));
        }
    }

    private static Thread thread(String name, Runnable task) {
        Thread thread = new Thread(task, "backhand-agent-" + name);
        thread.setDaemon(true);
        return thread;
    }
}
