package io.backhand.candidacy.functions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.backhand.candidacy.CandidacyFunctionProvider;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FunctionCatalogueTest {
    private final FunctionCatalogue catalogue = FunctionCatalogue.builtIns();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "byAge",
                "byAge 6",
                "byAge 500ms",
                "byRandom",
                "byLogWindow",
                "byLoad",
                "byLoad 0.5",
                "byCPU",
                "byBusyChildren",
                "byCost",
                "bySession",
                "bySession JSESSIONID=",
                "byCookie",
                "byCookie shop",
                "byHostname ^web[0-9]+",
                "addSelf",
                "removeSelf",
                "addPrediction",
                "HTTPRedirectToIP",
                "HTTPRedirectToName",
                "off",
                "byInFlight",
                "byLatency",
                "byTwoChoices"
            })
    void readsEveryFunctionAndKeepsItsText(String item) {
        assertThat(catalogue.parse(item).text()).isEqualTo(item);
    }

    @Test
    void passesOverSpacesAroundAndBetween() {
        assertThat(catalogue.parse("  byAge \t 6s ").text()).isEqualTo("byAge 6s");
    }

    @ParameterizedTest
    @CsvSource({"byage,byAge", "byLoda,byLoad", "byTwoChoice,byTwoChoices", "httpredirecttoip,HTTPRedirectToIP"})
    void guessesWhatAnUnknownNameMeant(String wrong, String meant) {
        assertThatThrownBy(() -> catalogue.parse(wrong))
                .hasMessage("unknown function \"%s\"; did you mean %s?", wrong, meant);
    }

    @Test
    void listsWhatThereIsWhereNothingIsNear() {
        assertThatThrownBy(() -> catalogue.parse("sticky"))
                .hasMessageStartingWith(
                        "unknown function \"sticky\"; known are HTTPRedirectToIP, HTTPRedirectToName, add");
    }

    @Test
    void refusesABlankItem() {
        assertThatThrownBy(() -> catalogue.parse("  "))
                .hasMessage("a chain's item is a function such as byAge 5s, not blank");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "byAge six | byAge takes a duration such as 6s, not \"six\"; usage: byAge [DURATION]",
                "byAge 0 | byAge takes a duration such as 6s, not \"0\"; usage: byAge [DURATION]",
                "byAge -1s | byAge takes a duration such as 6s, not \"-1s\"; usage: byAge [DURATION]",
                "byAge 1 2 | byAge takes one argument at most, not \"1 2\"; usage: byAge [DURATION]",
                "byRandom x y | byRandom takes no argument, not \"x y\"; usage: byRandom",
                "byLoad -0.1 | byLoad takes a number of 0 to 1000 such as 0.5, not \"-0.1\"; usage: byLoad [BIAS]",
                "byLoad NaN | byLoad takes a number of 0 to 1000 such as 0.5, not \"NaN\"; usage: byLoad [BIAS]",
                "byLoad much | byLoad takes a number of 0 to 1000 such as 0.5, not \"much\"; usage: byLoad [BIAS]",
                "byHostname | byHostname takes one argument, not \"\"; usage: byHostname REGEX",
                "bySession a=b | bySession takes the name of a cookie such as PHPSESSID=, not \"a=b\"; usage: bySession"
                        + " [IDENTIFIER]"
            })
    void saysWhatAFunctionWantsAndHowItIsWritten(String item, String message) {
        assertThatThrownBy(() -> catalogue.parse(item))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void saysWhereARegularExpressionIsWrong() {
        assertThatThrownBy(() -> catalogue.parse("byHostname web["))
                .hasMessageStartingWith(
                        "byHostname takes a regular expression, not \"web[\": Unclosed character class");
    }

    @Test
    void hasADefaultChain() {
        assertThat(catalogue.defaultChain().steps()).extracting("text").containsExactly("byAge 5s", "byInFlight");
    }

    @Test
    void namesEachFunctionInItsUsage() {
        assertThat(catalogue.providers()).hasSize(19).allSatisfy(provider -> assertThat(provider.usage())
                .startsWith(provider.name()));
        assertThat(catalogue.providers())
                .extracting(CandidacyFunctionProvider::name)
                .isSorted();
    }

    @Test
    void readsAWholeChain() {
        assertThat(catalogue.parseAll(List.of("byAge 2", "byRandom")).steps()).hasSize(2);
    }
}
