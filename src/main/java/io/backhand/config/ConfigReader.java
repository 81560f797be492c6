package io.backhand.config;

import io.backhand.candidacy.functions.FunctionCatalogue;
import io.backhand.cluster.AdminToken;
import io.backhand.cluster.BackendId;
import io.backhand.config.BalancerConfig.Listener;
import io.backhand.config.BalancerConfig.Status;
import io.backhand.config.BalancerConfig.Upstream;
import io.backhand.routing.Route;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a balancer's TOML file. All that is wrong is found in one reading, each with its line; grammar, keys,
 * values, what contradicts what, and the files it names. Immutable and thread-safe.
 */
public final class ConfigReader {
    static final Set<String> STATUS_KEYS = orderedSet("allow", "hosts");
    static final Set<String> ADMIN_KEYS = orderedSet("token-file");

    private final FunctionCatalogue functions;

    /** @param functions those that a chain may name */
    public ConfigReader(FunctionCatalogue functions) {
        this.functions = functions;
    }

    /**
     * Reads the file of a balancer.
     *
     * @throws ConfigException with all that is wrong with it
     */
    public BalancerConfig read(Path file) throws ConfigException {
        Problems problems = new Problems();
        BalancerConfig config = read(file, Optional.empty(), problems);
        problems.check();
        return config;
    }

    /**
     * Reads a text as if it stood in the file.
     *
     * @throws ConfigException with all that is wrong with it
     */
    public BalancerConfig readText(Path file, String text) throws ConfigException {
        Problems problems = new Problems();
        BalancerConfig config = parse(file, text, Optional.empty(), problems);
        problems.check();
        return config;
    }

    /**
     * Reads what is shared by contexts that are mounted somewhere else, so that a {@code [[route]]} is wrong.
     *
     * @param mountedIn where they are mounted, for the message
     * @throws ConfigException with all that is wrong with it
     */
    public BalancerConfig readShared(Path file, String mountedIn) throws ConfigException {
        Problems problems = new Problems();
        BalancerConfig config = read(file, Optional.of(mountedIn), problems);
        problems.check();
        return config;
    }

    BalancerConfig read(Path file, Optional<String> mountedIn, Problems problems) {
        return TextFile.read(file, problems)
                .map(text -> parse(file, text, mountedIn, problems))
                .orElseGet(BalancerConfig::defaults);
    }

    BalancerConfig parse(Path file, String text, Optional<String> mountedIn, Problems problems) {
        Tables tables = new Tables(new TomlDocument(file.toString(), text, problems), problems);
        FileKinds files = new FileKinds(folderOf(file));
        mountedIn.ifPresent(elsewhere -> refuseRoutes(tables, elsewhere, problems));

        BalancerConfig defaults = BalancerConfig.defaults();
        List<Listener> listeners = listeners(tables, files, problems);
        Upstream upstream = tables.one("upstream")
                .map(section -> UpstreamTable.read(section, files))
                .orElse(defaults.upstream());
        return new BalancerConfig(
                tables.one("heartbeats")
                        .map(section -> HeartbeatsTable.read(section, files))
                        .orElse(defaults.heartbeats()),
                upstream,
                backends(tables, problems),
                listeners.isEmpty() ? defaults.listeners() : listeners,
                tables.one("status").map(ConfigReader::status).orElse(defaults.status()),
                tables.one("admin").flatMap(section -> adminToken(section, files)),
                tables.one("access-log").flatMap(section -> AccessLogTable.read(section, files)),
                tables.one("self").flatMap(SelfTable::read),
                routes(tables, new RouteTable(functions, files, upstream.limits()), problems));
    }

    private static void refuseRoutes(Tables tables, String mountedIn, Problems problems) {
        for (Section route : tables.many("route")) {
            problems.add(route.place(), "no [[route]] where contexts are mounted in a web.xml, here " + mountedIn);
        }
    }

    private static Status status(Section section) {
        section.allow(STATUS_KEYS);
        return new Status(
                section.many("allow", Kinds.NETWORK).orElse(List.of()),
                section.many("hosts", Kinds.HOST).orElse(List.of()));
    }

    private static Optional<AdminToken> adminToken(Section section, FileKinds files) {
        section.allow(ADMIN_KEYS);
        return section.required("token-file", files.adminToken("token-file", "admin.token"));
    }

    private static List<StaticBackend> backends(Tables tables, Problems problems) {
        Once<BackendId> names = new Once<>(problems);
        List<StaticBackend> backends = new ArrayList<>();
        for (Section section : tables.many("backend")) {
            BackendTable.read(section, names).ifPresent(backends::add);
        }
        return backends;
    }

    private static List<Listener> listeners(Tables tables, FileKinds files, Problems problems) {
        Once<String> addresses = new Once<>(problems);
        List<Listener> listeners = new ArrayList<>();
        for (Section section : tables.many("listen")) {
            ListenTable.read(section, files).ifPresent(listener -> {
                String address = listener.host() + " port " + listener.port();
                if (listener.port() != 0) {
                    addresses.see(address, section.place(), "two [[listen]] on " + address);
                }
                listeners.add(listener);
            });
        }
        return listeners;
    }

    private static List<Route> routes(Tables tables, RouteTable table, Problems problems) {
        Once<String> paths = new Once<>(problems);
        List<Route> routes = new ArrayList<>();
        for (Section section : tables.many("route")) {
            table.read(section).ifPresent(route -> {
                paths.see(route.path(), section.placeOf("path"), "two routes for " + route.path());
                routes.add(route);
            });
        }
        return routes;
    }

    private static Path folderOf(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        return folder == null ? file.toAbsolutePath() : folder;
    }

    private static Set<String> orderedSet(String... keys) {
        return new LinkedHashSet<>(List.of(keys));
    }
}
