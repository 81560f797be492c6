package io.backhand.candidacy.functions;

import io.backhand.candidacy.CandidacyFunction;
import io.backhand.candidacy.CandidacyFunctionProvider;
import io.backhand.candidacy.Delivery;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** The functions that Backhand has: mod_backhand's, and those that go by what this balancer sees itself. */
final class BuiltIns {
    static final List<CandidacyFunctionProvider> ALL = List.of(
            new BuiltIn("byAge", "byAge [DURATION]", ByAge::parse),
            plain("byRandom", ByRandom::new),
            plain("byLogWindow", ByLogWindow::new),
            new BuiltIn("byLoad", "byLoad [BIAS]", ByLoad::parse),
            plain("byCPU", ByCpu::new),
            plain("byBusyChildren", ByBusyChildren::new),
            plain("byCost", ByCost::new),
            new BuiltIn("bySession", "bySession [IDENTIFIER]", BySession::parse),
            new BuiltIn("byCookie", "byCookie [NAME]", ByCookie::parse),
            new BuiltIn("byHostname", "byHostname REGEX", ByHostname::parse),
            plain("addSelf", AddSelf::new),
            plain("removeSelf", RemoveSelf::new),
            plain("addPrediction", AddPrediction::new),
            plain("HTTPRedirectToIP", () -> new HttpRedirect(Delivery.REDIRECT_TO_ADDRESS)),
            plain("HTTPRedirectToName", () -> new HttpRedirect(Delivery.REDIRECT_TO_NAME)),
            plain("off", Off::new),
            plain("byInFlight", ByInFlight::new),
            plain("byLatency", ByLatency::new),
            plain("byTwoChoices", ByTwoChoices::new));

    private BuiltIns() {}

    private static CandidacyFunctionProvider plain(String name, Supplier<CandidacyFunction> maker) {
        return new BuiltIn(name, name, arguments -> {
            Arguments.none(name, arguments);
            return maker.get();
        });
    }

    private record BuiltIn(String name, String usage, Function<List<String>, CandidacyFunction> maker)
            implements CandidacyFunctionProvider {
        @Override
        public CandidacyFunction create(List<String> arguments) {
            return maker.apply(arguments);
        }
    }
}
