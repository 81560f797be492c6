package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.CandidacyFunctionProvider;
import io.backhand.candidacy.Chain;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The candidacy functions that a chain may name: the built-in ones, and the providers that
 * {@link ServiceLoader} finds. Immutable and thread-safe.
 */
public final class FunctionCatalogue {
    /** What a route's chain is where nothing else is said. */
    public static final List<String> DEFAULT_CHAIN = List.of("byAge 5s", "byInFlight");

    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9]{0,63}");
    private static final Pattern SPACES = Pattern.compile("\\s+");

    private final Map<String, CandidacyFunctionProvider> providers = new TreeMap<>();

    private FunctionCatalogue() {
        BuiltIns.ALL.forEach(builtIn -> providers.put(builtIn.name(), builtIn));
    }

    /** The functions that Backhand has. */
    public static FunctionCatalogue builtIns() {
        return new FunctionCatalogue();
    }

    /**
     * The functions that Backhand has, and those that the class loader finds.
     *
     * @throws IllegalArgumentException if one can't be loaded, or has a name that is taken or not a name
     */
    public static FunctionCatalogue load(ClassLoader classLoader) {
        FunctionCatalogue catalogue = new FunctionCatalogue();
        try {
            ServiceLoader.load(CandidacyFunctionProvider.class, classLoader).forEach(catalogue::add);
        } catch (ServiceConfigurationError e) {
            throw new IllegalArgumentException("a candidacy function can't be loaded: " + e.getMessage(), e);
        }
        return catalogue;
    }

    /**
     * Reads one item of a chain, a function and its arguments with spaces between.
     *
     * @throws IllegalArgumentException what was wanted and what came
     */
    public Chain.Step parse(String item) {
        List<String> words = List.of(SPACES.split(item.strip()));
        String name = words.get(0);
        CandidacyFunctionProvider provider = providers.get(name);
        if (provider == null) {
            throw new IllegalArgumentException(unknown(name));
        }
        return new Chain.Step(String.join(" ", words), create(provider, words.subList(1, words.size())));
    }

    /**
     * Reads a whole chain.
     *
     * @throws IllegalArgumentException what is wrong with its first wrong item
     */
    public Chain parseAll(List<String> items) {
        return new Chain(items.stream().map(this::parse).toList());
    }

    /** The chain of a route that names none. */
    public Chain defaultChain() {
        return parseAll(DEFAULT_CHAIN);
    }

    /** All functions by name, for help and messages. */
    public Collection<CandidacyFunctionProvider> providers() {
        return Collections.unmodifiableCollection(providers.values());
    }

    private void add(CandidacyFunctionProvider provider) {
        String name = provider.name();
        String from = provider.getClass().getName();
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    from + ": a function's name is a letter and up to 63 letters and digits, not \"" + name + "\"");
        }
        CandidacyFunctionProvider taken = providers.putIfAbsent(name, provider);
        if (taken != null) {
            String owner = BuiltIns.ALL.contains(taken)
                    ? "a built-in function"
                    : taken.getClass().getName();
            throw new IllegalArgumentException(from + ": the name " + name + " is taken by " + owner);
        }
    }

    private CandidacyFunction create(CandidacyFunctionProvider provider, List<String> arguments) {
        try {
            return provider.create(arguments);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(e.getMessage() + "; usage: " + provider.usage(), e);
        }
    }

    private String unknown(String name) {
        if (name.isEmpty()) {
            return "a chain's item is a function such as " + DEFAULT_CHAIN.get(0) + ", not blank";
        }
        List<String> known = new ArrayList<>(providers.keySet());
        String hint = Spelling.nearest(name, known)
                .map(nearest -> "did you mean " + nearest + "?")
                .orElse("known are " + String.join(", ", known));
        return "unknown function \"" + name + "\"; " + hint;
    }
}
