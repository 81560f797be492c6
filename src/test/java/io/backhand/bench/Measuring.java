package io.backhand.bench;

import io.backhand.bench.Round.Idle;
import io.backhand.bench.Scenario.Traffic;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Runs one scenario after the other, in each the contestants in turns: A B C A B C. */
final class Measuring implements AutoCloseable {
    /** The name under which a scenario with a latency to subtract asks a backend itself. */
    static final String DIRECT = "direct";

    static final int IDLE_CONNECTIONS = 9_000;

    /**
     * How long it takes.
     *
     * @param rounds of each contestant in each scenario
     * @param seconds of each round
     * @param warmUpSeconds of load on a contestant in Java before its first round
     */
    record Times(int rounds, int seconds, int warmUpSeconds) {}

    private static final int NATIVE_WARM_UP_SECONDS = 1;
    /** Of the whole warm-up, what a JVM that is warm gets again for each new kind of request. */
    private static final int LATER_WARM_UP_PART = 6;

    private static final int WARM_UP_SLICE_SECONDS = 5;
    /** Of a second's work in µs: what there is of it in a second under load, at least. */
    private static final long WARM = 900_000;
    /** On a busy machine warming up takes up to so many times as long. */
    private static final int MAX_WARM_UP_STRETCH = 3;

    private final Site site;
    private final Load load;
    private final Times times;
    private final Map<Contestant, Proxy> running = new LinkedHashMap<>();
    private final Set<Contestant> warm = new HashSet<>();
    private final Progress progress;

    Measuring(Site site, Times times, Progress progress) throws IOException {
        this.site = site;
        this.times = times;
        this.progress = progress;
        load = new Load(site.folder());
    }

    /** Runs one scenario. @return its rounds, in the order they were run */
    List<Round> run(Scenario scenario, List<Contestant> contestants) throws IOException, InterruptedException {
        progress.begins(scenario);
        for (Contestant contestant : contestants) {
            warmUp(contestant, scenario);
        }
        List<Round> rounds = new ArrayList<>();
        for (int number = 0; number < times.rounds; number++) {
            for (Contestant contestant : contestants) {
                rounds.add(round(scenario, contestant));
                progress.measured(rounds.get(rounds.size() - 1));
            }
            if (scenario.traffic() == Traffic.OPEN_LOOP) {
                rounds.add(direct(scenario));
                progress.measured(rounds.get(rounds.size() - 1));
            }
        }
        return rounds;
    }

    private void warmUp(Contestant contestant, Scenario scenario) throws IOException, InterruptedException {
        Proxy proxy = running.get(contestant);
        if (proxy == null) {
            proxy = contestant.start(site);
            running.put(contestant, proxy);
        }
        boolean first = warm.add(contestant);
        if (contestant.isJava()) {
            warmUp(
                    proxy,
                    scenario,
                    Math.max(1, first ? times.warmUpSeconds : times.warmUpSeconds / LATER_WARM_UP_PART));
        } else {
            load(proxy, scenario, NATIVE_WARM_UP_SECONDS);
        }
    }

    /** Until it has worked for so long, which takes longer where it does not have its processor to itself. */
    private void warmUp(Proxy proxy, Scenario scenario, int seconds) throws IOException, InterruptedException {
        Usage before = Usage.of(proxy.pid());
        long worked = 0;
        for (int spent = 0; spent < MAX_WARM_UP_STRETCH * seconds && worked < seconds * WARM; ) {
            int slice = Math.min(seconds, WARM_UP_SLICE_SECONDS);
            load(proxy, scenario, slice);
            spent += slice;
            worked = Usage.of(proxy.pid()).since(before).cpuMicros();
        }
    }

    private void load(Proxy proxy, Scenario scenario, int seconds) throws IOException, InterruptedException {
        // A fixed rate is too slow to warm anything.
        Traffic traffic = scenario.traffic() == Traffic.OPEN_LOOP ? Traffic.GET : scenario.traffic();
        load.run(traffic, proxy.uri(scenario), seconds);
    }

    private Round round(Scenario scenario, Contestant contestant) throws IOException, InterruptedException {
        Proxy proxy = proxy(contestant);
        if (scenario.traffic() == Traffic.IDLE) {
            return besideIdle(scenario, contestant, proxy);
        }
        OptionalLong allocatedBefore = allocatedBytes(scenario, contestant, proxy);
        Usage before = Usage.of(proxy.pid());
        LoadResult result = load.run(scenario.traffic(), proxy.uri(scenario), seconds(scenario));
        Usage used = Usage.of(proxy.pid()).since(before);
        OptionalLong allocated = allocatedBytes(scenario, contestant, proxy);
        return new Round(
                scenario,
                contestant.label(),
                result,
                used,
                Usage.pssKib(proxy.pid()),
                allocated.isPresent() && allocatedBefore.isPresent()
                        ? OptionalLong.of(allocated.getAsLong() - allocatedBefore.getAsLong())
                        : OptionalLong.empty(),
                Optional.empty());
    }

    private OptionalLong allocatedBytes(Scenario scenario, Contestant contestant, Proxy proxy) throws IOException {
        return contestant.isJava() && scenario.tellsAllocation()
                ? JavaMemory.allocatedBytes(site.jdk(), proxy.pid())
                : OptionalLong.empty();
    }

    /** CPU time comes in steps of 10 ms, and a fixed rate uses little of it. */
    private int seconds(Scenario scenario) {
        return scenario.traffic() == Traffic.OPEN_LOOP ? times.seconds * 5 / 2 : times.seconds;
    }

    private Round besideIdle(Scenario scenario, Contestant contestant, Proxy proxy)
            throws IOException, InterruptedException {
        URI uri = proxy.uri(scenario);
        LoadResult without = load.run(Traffic.GET, uri, times.seconds);
        double kibBefore = usedKib(contestant, proxy);
        try (IdleClients clients = IdleClients.open(uri, IDLE_CONNECTIONS)) {
            Usage before = Usage.of(proxy.pid());
            LoadResult result = load.run(Traffic.GET, uri, times.seconds);
            Usage used = Usage.of(proxy.pid()).since(before);
            int lost = IDLE_CONNECTIONS - clients.stillOpen();
            long pssKib = Usage.pssKib(proxy.pid());
            // After the load, since it collects garbage, and what a collection does to the load is to be seen.
            double kibEach = (usedKib(contestant, proxy) - kibBefore) / IDLE_CONNECTIONS;
            Idle idle = new Idle(kibEach, without.p99Micros(), lost);
            return new Round(
                    scenario, contestant.label(), result, used, pssKib, OptionalLong.empty(), Optional.of(idle));
        }
    }

    private double usedKib(Contestant contestant, Proxy proxy) throws IOException {
        return contestant.isJava() ? JavaMemory.usedKib(site.jdk(), proxy.pid()) : Usage.pssKib(proxy.pid());
    }

    private Round direct(Scenario scenario) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + site.backends().get(0) + scenario.path());
        LoadResult result = load.run(scenario.traffic(), uri, seconds(scenario));
        return new Round(scenario, DIRECT, result, new Usage(0, 0, 0), 0, OptionalLong.empty(), Optional.empty());
    }

    private Proxy proxy(Contestant contestant) {
        Proxy proxy = running.get(contestant);
        if (proxy == null) {
            throw new IllegalStateException(contestant.label() + " was not warmed up");
        }
        return proxy;
    }

    @Override
    public void close() {
        running.values().forEach(Proxy::close);
    }
}
