package io.backhand.importing;

import io.backhand.cluster.BackendId;
import io.backhand.cluster.Contact;
import io.backhand.cluster.Network;
import io.backhand.heartbeat.HeartbeatAddress;
import io.backhand.importing.syntax.ImportException;
import io.backhand.importing.syntax.Place;
import io.backhand.importing.syntax.RegistryEntry;
import io.backhand.importing.syntax.RegistryReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Turns the registry of the NT Backhand Broadcaster into the file of an agent. Not thread-safe: one makes one file. */
final class BroadcasterImport {
    private static final String PARAMETERS = "broadcastparams";
    private static final String BROADCASTER = "backhand_broadcast";
    private static final long MAX_PORT = 65_535;
    private static final long HTTP_PORT = 80;

    private final Map<String, RegistryEntry> values = new TreeMap<>();
    private final Account account = new Account();
    private final List<String> lines = new ArrayList<>();
    private final String source;
    private int elsewhere;

    private BroadcasterImport(String source) {
        this.source = source;
    }

    /** The text of an agent's file. @throws ImportException if that server's address is not in it */
    static String of(String source, RegistryReader.Content registry) throws ImportException {
        BroadcasterImport made = new BroadcasterImport(source);
        registry.remarks().forEach(made.account::left);
        registry.entries().forEach(made::take);
        return made.agentFile();
    }

    private void take(RegistryEntry entry) {
        String key = entry.lastOfKey().toLowerCase(Locale.ROOT);
        if (!key.equals(BROADCASTER) && !key.equals(PARAMETERS)) {
            elsewhere++;
            return;
        }
        RegistryEntry before = values.putIfAbsent(entry.name().toLowerCase(Locale.ROOT), entry);
        if (before != null) {
            left(entry, "it is set before, in line " + before.place().line() + ", which counts");
        }
    }

    private String agentFile() throws ImportException {
        if (values.isEmpty()) {
            throw new ImportException(source + ": nothing to import: no values of Backhand_Broadcast in it");
        }
        contact();
        name();
        announce();
        machine();
        values.values().forEach(entry -> left(entry, "not a value of the broadcaster that is known"));
        if (elsewhere > 0) {
            account.advise(
                    elsewhere + " values of other keys have nothing to do with the broadcaster, and are left out.");
        }
        String title = "An agent's file, for java -jar backhand-agent.jar --config FILE, made from " + source
                + ". Look it over, and run check on it.";
        return Report.around(title, "\n" + String.join("\n", lines) + "\n", account);
    }

    private void contact() throws ImportException {
        RegistryEntry address = values.remove("contactip");
        if (address == null) {
            throw new ImportException(source + ": no ContactIP in it, so where the server is reached is not known");
        }
        Optional<RegistryEntry> port = Optional.ofNullable(values.remove("contactport"));
        try {
            String host = Network.address(address.data().strip()).getHostAddress();
            long number = port.map(entry -> portOf(entry, HTTP_PORT)).orElse(HTTP_PORT);
            Contact contact = new Contact("http", host, (int) number);
            setting("contact", contact.url(), List.of(Optional.of(address), port));
        } catch (IllegalArgumentException e) {
            throw new ImportException(
                    address.place() + ": ContactIP takes an address, not \"" + Written.shown(address.data()) + "\"");
        }
    }

    private void name() {
        RegistryEntry entry = values.remove("hostname");
        if (entry == null) {
            return;
        }
        String name = Names.of(entry.data());
        if (!BackendId.isName(name)) {
            left(entry, "a name is 1 to 64 of A-Z a-z 0-9 . _ -; without it the agent takes the machine's");
            return;
        }
        setting("name", name, List.of(Optional.of(entry)));
        if (!name.equals(entry.data())) {
            account.advise("The name is written with - for what a name may not have: it was \"" + entry.data() + "\".");
        }
    }

    private void announce() {
        RegistryEntry address = values.remove("sendip");
        Optional<RegistryEntry> port = Optional.ofNullable(values.remove("sendport"));
        Optional<RegistryEntry> ttl = Optional.ofNullable(values.remove("sendttl"));
        if (address == null) {
            port.ifPresent(entry -> left(entry, "without SendIP it says nothing"));
            ttl.ifPresent(entry -> left(entry, "without SendIP it says nothing"));
            return;
        }
        long number = port.map(entry -> portOf(entry, HeartbeatAddress.DEFAULT_PORT))
                .orElse((long) HeartbeatAddress.DEFAULT_PORT);
        String hops = ttl.map(BroadcasterImport::hops).orElse("");
        ttl.filter(entry -> hops.isEmpty())
                .ifPresent(entry -> left(entry, "SendTTL is a dword from 0 to ff; 1 is taken"));
        String host = address.data().indexOf(':') >= 0 ? "[" + address.data() + "]" : address.data();
        String destination = host + ":" + number + hops;
        try {
            HeartbeatAddress parsed = HeartbeatAddress.parse(destination);
            setting("announce", destination, List.of(Optional.of(address), port, ttl));
            account.advise("The balancer hears it with [heartbeats] listen = [\"" + parsed + "\"].");
        } catch (IllegalArgumentException e) {
            left(address, "SendIP takes an address");
        }
    }

    private void machine() {
        Optional.ofNullable(values.remove("arriba"))
                .ifPresent(entry -> left(
                        entry,
                        "a speed on a scale of its own: the agent measures on Backhand's, once, and can't fail at it."
                                + " A figure that all servers of a cluster share can be set by arriba = N"));
        Optional.ofNullable(values.remove("numcpu"))
                .ifPresent(
                        entry -> account.needless(entry.place(), entry.shown(), "the agent counts processors itself"));
    }

    private void setting(String key, String value, List<Optional<RegistryEntry>> from) {
        List<Place> places = from.stream()
                .flatMap(Optional::stream)
                .map(RegistryEntry::place)
                .toList();
        places.forEach(place -> account.carriedLine());
        lines.add("# " + Written.places(places));
        lines.add(key + " = " + value);
    }

    private long portOf(RegistryEntry entry, long usual) {
        if (entry.number().isPresent()
                && entry.number().getAsLong() >= 1
                && entry.number().getAsLong() <= MAX_PORT) {
            return entry.number().getAsLong();
        }
        left(entry, "a port is a dword from 1 to ffff; " + usual + " is taken");
        return usual;
    }

    private static String hops(RegistryEntry entry) {
        boolean right = entry.number().isPresent() && entry.number().getAsLong() <= 255;
        return right ? "," + entry.number().getAsLong() : "";
    }

    private void left(RegistryEntry entry, String why) {
        account.left(entry.place(), entry.shown(), why);
    }
}
